import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

/** One input field of a dialog. */
export interface IField {
  name: string;
  label: string;
  value?: string;
  hint?: string;
  multiline?: boolean;
  required?: boolean;
}

export type Answers = Record<string, string>;

/** Show a form dialog and return its values, or null if the user cancels. */
export async function ask(options: {
  title: string;
  accept: string;
  fields: readonly IField[];
}): Promise<Answers | null> {
  const result = await new Dialog<Answers>({
    title: options.title,
    body: new Private.Form(options.fields),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: options.accept })
    ],
    focusNodeSelector: 'input, textarea'
  }).launch();
  return result.button.accept ? result.value : null;
}

namespace Private {
  export class Form extends ReactWidget implements Dialog.IBodyWidget<Answers> {
    constructor(private readonly _fields: readonly IField[]) {
      super();
      this.addClass('jp-GlueForm');
      for (const field of _fields) {
        this._answers[field.name] = field.value ?? '';
      }
    }

    getValue(): Answers {
      return this._answers;
    }

    protected override render(): React.JSX.Element {
      return (
        <>
          {this._fields.map(field => (
            <FormField
              key={field.name}
              field={field}
              onChange={value => {
                this._answers[field.name] = value;
              }}
            />
          ))}
        </>
      );
    }

    private readonly _answers: Answers = {};
  }

  function FormField(props: {
    field: IField;
    onChange: (value: string) => void;
  }): React.JSX.Element {
    const { field } = props;
    const id = React.useId();
    const shared = {
      id,
      defaultValue: field.value ?? '',
      required: field.required ?? false,
      'aria-describedby': field.hint ? `${id}-hint` : undefined,
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
        {field.hint && (
          <p id={`${id}-hint`} className="jp-GlueForm-hint">
            {field.hint}
          </p>
        )}
      </div>
    );
  }
}
