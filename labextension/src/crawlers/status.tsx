import * as React from 'react';

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
  return (
    <span
      className={`jp-GlueTable-badge jp-GlueCrawl-chip jp-mod-${look}`}
      title={props.title}
    >
      <span aria-hidden="true">{sign}</span>
      {word}
    </span>
  );
}
