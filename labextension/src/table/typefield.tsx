import * as React from 'react';

import { GlueError } from '../api/errors';
import type { ITypeProblem } from '../api/routes';
import { useTrans } from '../translation';
import { Below } from './below';
import { EditButton } from './editable';
import { complete, completionAt } from './typecompletion';

/** Offers and checks types, as the server does. */
export interface ITypes {
  offered: () => Promise<readonly string[]>;
  problemOf: (type: string) => Promise<ITypeProblem | null>;
}

interface ITypeProps {
  label: string;
  value: string;
  types: ITypes;
  onSave: (value: string) => Promise<void>;
}

/** A column type that becomes a combobox when clicked. The new type stays visible while it is saved. */
export function EditableType(props: ITypeProps): React.JSX.Element {
  const [isOpen, setOpen] = React.useState(false);
  const [saving, setSaving] = React.useState<string | null>(null);
  const shown = saving ?? props.value;
  if (isOpen) {
    return (
      <TypeBox
        {...props}
        value={shown}
        onClose={() => setOpen(false)}
        onSave={async type => {
          setOpen(false);
          setSaving(type);
          await props.onSave(type).finally(() => setSaving(null));
        }}
      />
    );
  }
  return (
    <EditButton label={props.label} value={shown} onEdit={() => setOpen(true)}>
      <code>{shown}</code>
    </EditButton>
  );
}

/** The combobox. It stays open until its type is valid or editing is canceled. */
function TypeBox(
  props: ITypeProps & { onClose: () => void }
): React.JSX.Element {
  const { label, value, types } = props;
  const trans = useTrans();
  const id = React.useId();
  const field = React.useRef<HTMLInputElement>(null);
  const isDone = React.useRef(false);
  const [draft, setDraft] = React.useState({ text: value, caret: 0 });
  const [problem, setProblem] = React.useState('');
  const choice = useChoice(types, draft, draft.text === value);

  React.useLayoutEffect(() => {
    field.current?.select();
  }, []);

  const change = (next: { text: string; caret: number }) => {
    setDraft(next);
    setProblem('');
    choice.reset();
  };

  const choose = (type: string) => {
    const next = choice.chosen(type);
    change(next);
    // React moves the caret to the end when it sets the value.
    requestAnimationFrame(() =>
      field.current?.setSelectionRange(next.caret, next.caret)
    );
  };

  const close = () => {
    isDone.current = true;
    props.onClose();
  };

  const save = async () => {
    const text = draft.text.trim();
    if (isDone.current) {
      return;
    }
    if (text === value) {
      close();
      return;
    }
    const found = await types
      .problemOf(draft.text)
      .catch((reason: unknown): ITypeProblem => ({
        problem: GlueError.messageOf(reason)
      }));
    if (isDone.current) {
      return;
    }
    if (found === null) {
      isDone.current = true;
      await props.onSave(text);
    } else {
      setProblem(found.problem);
      choice.hide();
      if (found.position !== undefined) {
        Private.point(field.current, found.position);
      }
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choice.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (choice.active !== undefined) {
        choose(choice.active);
      } else {
        void save();
      }
    }
  };

  return (
    <>
      <input
        ref={field}
        className="jp-GlueGrid-field jp-mod-styled jp-mod-code"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={choice.offered.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={
          choice.active === undefined ? undefined : `${id}-${choice.index}`
        }
        aria-invalid={problem !== ''}
        aria-describedby={`${id}-problem`}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={draft.text}
        onChange={event => {
          const { value: text, selectionStart } = event.currentTarget;
          change({ text, caret: selectionStart ?? text.length });
        }}
        onBlur={() => void save()}
        onKeyDown={onKeyDown}
      />
      <Below anchor={field}>
        <p id={`${id}-problem`} className="jp-GlueBelow-problem" role="alert">
          {problem && trans.__('Invalid type: %1', problem)}
        </p>
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={trans.__('Column types')}
        >
          {choice.offered.map((type, index) => (
            <li
              key={type}
              id={`${id}-${index}`}
              ref={index === choice.index ? Private.scrollIntoView : undefined}
              role="option"
              aria-selected={index === choice.index}
              onMouseDown={event => event.preventDefault()}
              onClick={() => choose(type)}
            >
              {type}
            </li>
          ))}
        </ul>
      </Below>
    </>
  );
}

/** The offered types, and the one that the arrow keys have reached. */
function useChoice(
  types: ITypes,
  draft: { text: string; caret: number },
  isUntouched: boolean
) {
  const [all, setAll] = React.useState<readonly string[]>([]);
  const [index, setIndex] = React.useState(-1);
  const [isHidden, setHidden] = React.useState(false);
  React.useEffect(() => {
    // Without offers, a type can still be typed.
    types.offered().then(setAll, () => setAll([]));
  }, [types]);

  const completion = isUntouched
    ? { start: 0, end: draft.text.length, types: all }
    : completionAt(draft.text, draft.caret, all);
  const isWhole = completion.types.join() === draft.text;
  const offered = isHidden || isWhole ? [] : completion.types;
  return {
    offered,
    index,
    active: offered[index],
    chosen: (type: string) => complete(draft.text, completion, type),
    reset: () => {
      setIndex(-1);
      setHidden(false);
    },
    hide: () => setHidden(true),
    move: (step: number) => {
      const count = offered.length + 1;
      setHidden(false);
      // One place before the first type stands for the text itself.
      setIndex(((index + 1 + step + count) % count) - 1);
    }
  };
}

namespace Private {
  /** Select the word at a position, unless the user has left the field. */
  export function point(
    field: HTMLInputElement | null,
    position: number
  ): void {
    if (field !== null && field === document.activeElement) {
      const { end } = completionAt(field.value, position, []);
      field.setSelectionRange(position, end);
    }
  }

  export function scrollIntoView(node: HTMLElement | null): void {
    node?.scrollIntoView?.({ block: 'nearest' });
  }
}
