import { editIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from '../translation';

/** A comment that becomes an input field when clicked. The new text stays visible while it is saved. */
export function EditableText(props: {
  label: string;
  value: string;
  onSave: (value: string) => Promise<void>;
}): React.JSX.Element {
  const trans = useTrans();
  const [draft, setDraft] = React.useState<string | null>(null);
  const [saving, setSaving] = React.useState<string | null>(null);
  const shown = saving ?? props.value;

  const end = (save: boolean) => {
    if (save && draft !== null && draft !== props.value) {
      setSaving(draft);
      void props.onSave(draft).finally(() => setSaving(null));
    }
    setDraft(null);
  };

  if (draft !== null) {
    return (
      <input
        className="jp-GlueGrid-field jp-mod-styled"
        aria-label={props.label}
        autoFocus
        value={draft}
        onChange={event => setDraft(event.currentTarget.value)}
        onBlur={() => end(true)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            end(true);
          } else if (event.key === 'Escape') {
            end(false);
          }
          event.stopPropagation();
        }}
      />
    );
  }
  return (
    <EditButton
      label={props.label}
      value={shown}
      onEdit={() => setDraft(shown)}
    >
      <span>{shown || trans.__('Add a comment')}</span>
    </EditButton>
  );
}

/** A value that can be edited: it shows a pencil, and opens its input field when clicked. */
export function EditButton(props: {
  label: string;
  value: string;
  onEdit: () => void;
  children: React.ReactNode;
}): React.JSX.Element {
  const trans = useTrans();
  return (
    <button
      className={`jp-GlueGrid-editable${props.value === '' ? ' jp-mod-blank' : ''}`}
      aria-label={trans.__('%1: %2. Edit', props.label, props.value)}
      title={props.value}
      onClick={props.onEdit}
    >
      {props.children}
      <editIcon.react
        tag="span"
        className="jp-GlueGrid-pencil"
        aria-hidden="true"
      />
    </button>
  );
}
