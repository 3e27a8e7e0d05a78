import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { GlueError } from './api/errors';

/** One input field of a dialog. */
export interface IField {
  name: string;
  label: string;
  value?: string;
  hint?: string;
  multiline?: boolean;
  /** What is wrong with a value, or ''. */
  check?: (value: string) => string;
  /** What will be saved instead of a value if that differs, or ''. Replaces the hint. */
  notice?: (value: string) => string;
}

export type Answers = Record<string, string>;

interface IForm {
  title: string;
  accept: string;
  fields: readonly IField[];
  /** Save the values. If this fails, the dialog stays open and shows the error. */
  save: (answers: Answers) => Promise<void>;
  /** Which field an error belongs to, and what to say there. */
  explain?: (reason: unknown) => { field: string; problem: string } | undefined;
}

/** Show a form dialog until its values are saved or the user cancels; return the saved values. */
export async function ask(options: IForm): Promise<Answers | null> {
  const form = new Private.Form(options);
  const result = await new Private.FormDialog(form, options).launch();
  return result.button.accept ? result.value : null;
}

namespace Private {
  const ACCEPT = 1;

  /** A dialog that closes only when its form has been saved, or on Cancel. */
  export class FormDialog extends Dialog<Answers> {
    constructor(
      private readonly _form: Form,
      options: IForm
    ) {
      super({
        title: options.title,
        body: _form,
        buttons: [
          Dialog.cancelButton(),
          Dialog.okButton({ label: options.accept })
        ],
        defaultButton: ACCEPT,
        focusNodeSelector: 'input, textarea'
      });
    }

    override resolve(index: number = ACCEPT): void {
      if (index !== ACCEPT) {
        super.resolve(index);
        return;
      }
      void this._form.submit().then(isSaved => {
        if (isSaved) {
          super.resolve(index);
        }
      });
    }
  }

  export class Form extends ReactWidget implements Dialog.IBodyWidget<Answers> {
    constructor(private readonly _options: IForm) {
      super();
      this.addClass('jp-GlueForm');
      for (const field of _options.fields) {
        this._answers[field.name] = field.value ?? '';
      }
    }

    getValue(): Answers {
      return this._answers;
    }

    /** Check and save the values; return whether they were saved. */
    async submit(): Promise<boolean> {
      if (this._isSaving) {
        return false;
      }
      this._check();
      if (Object.values(this._problems).some(problem => problem !== '')) {
        this._tell();
        return false;
      }
      this._isSaving = true;
      try {
        await this._options.save({ ...this._answers });
        return true;
      } catch (reason) {
        const found = this._options.explain?.(reason);
        if (found === undefined) {
          this._failure = GlueError.messageOf(reason);
        } else {
          this._problems = { [found.field]: found.problem };
        }
        this._tell();
        return false;
      } finally {
        this._isSaving = false;
      }
    }

    protected override render(): React.JSX.Element {
      return (
        <>
          {this._options.fields.map(field => (
            <FormField
              key={field.name}
              field={field}
              value={this._answers[field.name] ?? ''}
              problem={this._problems[field.name] ?? ''}
              onChange={value => this._change(field.name, value)}
            />
          ))}
          {this._failure && (
            <p className="jp-GlueForm-problem" role="alert">
              {this._failure}
            </p>
          )}
        </>
      );
    }

    private _change(name: string, value: string): void {
      this._answers[name] = value;
      this._problems = { ...this._problems, [name]: '' };
      this._failure = '';
      this.update();
    }

    private _check(): void {
      this._failure = '';
      this._problems = {};
      for (const { name, check } of this._options.fields) {
        this._problems[name] = check?.(this._answers[name] ?? '') ?? '';
      }
    }

    /** Show the problems, and go to the first field that has one. */
    private _tell(): void {
      this.update();
      const first = this._options.fields.findIndex(
        ({ name }) => (this._problems[name] ?? '') !== ''
      );
      this.node
        .querySelectorAll<HTMLElement>('input, textarea')
        [first]?.focus();
    }

    private readonly _answers: Answers = {};
    private _problems: Record<string, string> = {};
    private _failure = '';
    private _isSaving = false;
  }

  function FormField(props: {
    field: IField;
    value: string;
    problem: string;
    onChange: (value: string) => void;
  }): React.JSX.Element {
    const { field, value, problem } = props;
    const id = React.useId();
    const notice = field.notice?.(value) ?? '';
    const hint = notice || field.hint;
    const shared = {
      id,
      defaultValue: field.value ?? '',
      'aria-invalid': problem !== '',
      'aria-describedby': `${id}-problem ${id}-hint`,
      spellCheck: field.multiline ?? false,
      onChange: (
        event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>
      ) => props.onChange(event.currentTarget.value)
    };
    return (
      <div className="jp-GlueForm-field">
        <label htmlFor={id}>{field.label}</label>
        {field.multiline ? (
          <textarea rows={4} className="jp-mod-styled" {...shared} />
        ) : (
          <input type="text" className="jp-mod-styled" {...shared} />
        )}
        <p id={`${id}-problem`} className="jp-GlueForm-problem" role="alert">
          {problem}
        </p>
        {hint && (
          <p
            id={`${id}-hint`}
            className={`jp-GlueForm-hint${notice ? ' jp-mod-notice' : ''}`}
            aria-live="polite"
          >
            {hint}
          </p>
        )}
      </div>
    );
  }
}
