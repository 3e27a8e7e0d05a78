import * as React from 'react';

import type { ITableChange } from '../api/routes';
import { useTrans } from '../translation';

type State =
  | 'READY'
  | 'RUNNING'
  | 'STOPPING'
  | 'SUCCEEDED'
  | 'COMPLETED'
  | 'CANCELLED'
  | 'STOPPED'
  | 'FAILED';

/** A status as a symbol and a word, so that it doesn't depend on color alone. */
export function Chip(props: {
  state: State | undefined;
  title?: string | undefined;
}): React.JSX.Element {
  const trans = useTrans();
  const words: Record<State, readonly [string, string, string]> = {
    READY: ['○', trans.__('Not run yet'), 'idle'],
    RUNNING: ['◐', trans.__('Running'), 'running'],
    STOPPING: ['◐', trans.__('Stopping'), 'running'],
    SUCCEEDED: ['✓', trans.__('Succeeded'), 'good'],
    COMPLETED: ['✓', trans.__('Succeeded'), 'good'],
    CANCELLED: ['■', trans.__('Stopped'), 'idle'],
    STOPPED: ['■', trans.__('Stopped'), 'idle'],
    FAILED: ['✕', trans.__('Failed'), 'bad']
  };
  const [sign, word, look] = words[props.state ?? 'READY'];
  return <Badge sign={sign} word={word} look={look} title={props.title} />;
}

/** What happens to a table, as a symbol, a word, and a color. */
export function ChangeChip(props: {
  action: ITableChange['action'];
}): React.JSX.Element {
  const trans = useTrans();
  const words: Record<
    ITableChange['action'],
    readonly [string, string, string]
  > = {
    create: ['+', trans.__('New'), 'good'],
    update: ['✎', trans.__('Changed'), 'running'],
    deprecate: ['⚠', trans.__('Deprecated'), 'warn'],
    delete: ['✕', trans.__('Removed'), 'bad'],
    keep: ['=', trans.__('Unchanged'), 'idle']
  };
  const [sign, word, look] = words[props.action];
  return <Badge sign={sign} word={word} look={look} />;
}

function Badge(props: {
  sign: string;
  word: string;
  look: string;
  title?: string | undefined;
}): React.JSX.Element {
  return (
    <span
      className={`jp-GlueTable-badge jp-GlueCrawl-chip jp-mod-${props.look}`}
      title={props.title}
    >
      <span aria-hidden="true">{props.sign}</span>
      {props.word}
    </span>
  );
}
