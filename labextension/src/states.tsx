import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './translation';

/** Placeholder lines while content loads; they appear after a short delay. */
export function Loading(props: { lines?: number }): React.JSX.Element {
  const trans = useTrans();
  const lines = Array.from({ length: props.lines ?? 5 }, (_, index) => index);
  return (
    <div className="jp-GlueState jp-mod-loading" role="status">
      <span className="jp-GlueState-hidden">{trans.__('Loading…')}</span>
      {lines.map(line => (
        <div key={line} className="jp-GlueState-skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Empty state with up to two suggested actions. */
export function Empty(props: {
  title: string;
  text?: string;
  action?: { label: string; run: () => void };
  /** An alternative action. */
  other?: { label: string; run: () => void };
}): React.JSX.Element {
  return (
    <div className="jp-GlueState jp-mod-empty">
      <p className="jp-GlueState-title">{props.title}</p>
      {props.text && <p className="jp-GlueState-text">{props.text}</p>}
      {props.action && (
        <Button
          className="jp-mod-styled jp-mod-accept"
          onClick={props.action.run}
        >
          {props.action.label}
        </Button>
      )}
      {props.other && (
        <Button className="jp-mod-styled" onClick={props.other.run}>
          {props.other.label}
        </Button>
      )}
    </div>
  );
}

/** Error state with a retry button. */
export function Failure(props: {
  title: string;
  message: string;
  onRetry: () => void;
}): React.JSX.Element {
  const trans = useTrans();
  return (
    <div className="jp-GlueState jp-mod-error" role="alert">
      <p className="jp-GlueState-title">{props.title}</p>
      <p className="jp-GlueState-text">{props.message}</p>
      <Button className="jp-mod-styled" onClick={props.onRetry}>
        {trans.__('Try again')}
      </Button>
    </div>
  );
}
