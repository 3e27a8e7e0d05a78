import * as React from 'react';

import { GlueError } from '../api/errors';
import { Empty, Failure } from '../states';
import type { Task } from '../task';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';

/** Why the table can't be shown, with a button to try again or to read it with Spark. */
export function Unreadable(props: {
  title: string;
  task: Task<unknown>;
  actions: IPageActions;
  onRetry: () => void;
}): React.JSX.Element {
  const { task, actions } = props;
  const trans = useTrans();
  const message = task.error ?? '';
  return task.errorCode === GlueError.CANNOT_PREVIEW ? (
    <Empty
      title={trans.__('Spark required')}
      text={message}
      action={{
        label: trans.__('Read in notebook'),
        run: () => actions.insert('dataframe')
      }}
    />
  ) : (
    <Failure title={props.title} message={message} onRetry={props.onRetry} />
  );
}
