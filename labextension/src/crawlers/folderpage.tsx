import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Failure } from '../states';
import { useTrans } from '../translation';
import type { FolderModel } from './foldermodel';
import type { PlanField, Problem } from './plan';
import { CrawlProgress, Difference } from './result';

export interface IFolderPageProps {
  model: FolderModel;
  /** Names of databases to choose from. */
  databases: () => readonly string[];
  onOpenTable: (database: string, table: string) => void;
  onOpenCrawlers: () => void;
}

/** From a folder to tables: say where, see what would change, let it happen. */
export default function FolderPage(props: IFolderPageProps): React.JSX.Element {
  return (
    <UseSignal signal={props.model.stateChanged}>
      {() => <FolderView {...props} />}
    </UseSignal>
  );
}

function FolderView(props: IFolderPageProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  return (
    <>
      <div className="jp-GlueTable-header">
        <div className="jp-GlueTable-title">
          <h1>{trans.__('Crawl a folder')}</h1>
        </div>
        <p>
          {trans.__(
            'A crawler reads what the files hold and writes the tables that describe them. The files stay as they are.'
          )}
        </p>
      </div>
      <PlanForm {...props} />
      <div className="jp-GlueCrawl-outcome">
        <Outcome {...props} isKnown={model.isKnown} />
      </div>
    </>
  );
}

function PlanForm(props: IFolderPageProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const databases = React.useId();
  return (
    <form
      className="jp-GlueCrawl-form"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void model.tryOut();
      }}
    >
      <Field
        {...props}
        field="target"
        label={trans.__('Folder')}
        hint={trans.__(
          'A bucket such as s3://lake/sales/, or a folder such as /data/sales.'
        )}
      />
      <Field
        {...props}
        field="database"
        list={databases}
        label={trans.__('Database')}
        hint={trans.__('Where the tables go. It is made if it is not there.')}
      />
      <datalist id={databases}>
        {props.databases().map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field
        {...props}
        field="prefix"
        label={trans.__('Table prefix')}
        hint={trans.__('Put before the name of each table. May be empty.')}
      />
      <Field
        {...props}
        field="name"
        label={trans.__('Crawler name')}
        hint={trans.__('By which the crawl can be run again.')}
      />
      <div className="jp-GlueCrawl-buttons">
        <button
          type="submit"
          className="jp-mod-styled jp-mod-accept"
          disabled={model.isBusy}
        >
          {trans.__('Preview changes')}
        </button>
        <button
          type="button"
          className="jp-mod-styled"
          onClick={props.onOpenCrawlers}
        >
          {trans.__('Show crawlers')}
        </button>
      </div>
    </form>
  );
}

function Field(props: {
  model: FolderModel;
  field: PlanField;
  label: string;
  hint: string;
  list?: string;
}): React.JSX.Element {
  const { model, field } = props;
  const trans = useTrans();
  const id = React.useId();
  const problem = model.problems[field];
  const words: Record<Problem, string> = {
    missing: trans.__('This is needed.'),
    'not-a-place': trans.__(
      'Begin with s3://, file:/// or / to say where the folder is.'
    ),
    slash: trans.__('A crawler’s name holds no “/”.')
  };
  return (
    <div className="jp-GlueForm-field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="text"
        className="jp-mod-styled"
        value={model.plan[field]}
        list={props.list}
        spellCheck={false}
        autoComplete="off"
        disabled={model.crawl.isRunning}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={event => model.set(field, event.currentTarget.value)}
      />
      <p
        id={`${id}-hint`}
        className={
          problem ? 'jp-GlueForm-hint jp-mod-error' : 'jp-GlueForm-hint'
        }
      >
        {problem ? words[problem] : props.hint}
      </p>
    </div>
  );
}

function Outcome(
  props: IFolderPageProps & { isKnown: boolean }
): React.JSX.Element | null {
  const { model } = props;
  const { trial, crawl } = model;
  const trans = useTrans();
  if (crawl.isRunning) {
    return <CrawlProgress followed={crawl} label={trans.__('Crawling…')} />;
  }
  if (crawl.error !== null) {
    return (
      <Failure
        title={trans.__('The crawl failed. The catalog is as it was.')}
        message={crawl.error}
        onRetry={() => void model.run()}
      />
    );
  }
  if (crawl.hasSucceeded && crawl.crawl) {
    const { database } = model.plan;
    return (
      <section aria-label={trans.__('Result')}>
        <h2>{trans.__('Done')}</h2>
        <Difference
          crawl={crawl.crawl}
          onOpenTable={table => props.onOpenTable(database.trim(), table)}
        />
      </section>
    );
  }
  if (crawl.crawl) {
    return <Cancelled onRetry={() => void model.run()} />;
  }
  if (trial.isRunning) {
    return (
      <CrawlProgress followed={trial} label={trans.__('Looking into files…')} />
    );
  }
  if (trial.error !== null) {
    return (
      <Failure
        title={trans.__('The folder could not be crawled')}
        message={trial.error}
        onRetry={() => void model.tryOut()}
      />
    );
  }
  if (trial.crawl && !trial.hasSucceeded) {
    return <Cancelled onRetry={() => void model.tryOut()} />;
  }
  return trial.crawl ? <Trial {...props} /> : null;
}

function Trial(
  props: IFolderPageProps & { isKnown: boolean }
): React.JSX.Element | null {
  const { model } = props;
  const trans = useTrans();
  if (!model.trial.crawl) {
    return null;
  }
  return (
    <section aria-label={trans.__('Preview')}>
      <h2>{trans.__('What would change')}</h2>
      <Difference crawl={model.trial.crawl} onOpenTable={null} />
      {props.isKnown && (
        <p className="jp-GlueCrawl-known">
          {trans.__(
            'There is a crawler “%1” already: it will crawl this folder from now on.',
            model.plan.name.trim()
          )}
        </p>
      )}
      <div className="jp-GlueCrawl-buttons">
        <button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => void model.run()}
        >
          {props.isKnown
            ? trans.__('Change crawler and run')
            : trans.__('Create crawler and run')}
        </button>
      </div>
    </section>
  );
}

function Cancelled(props: { onRetry: () => void }): React.JSX.Element {
  const trans = useTrans();
  return (
    <Failure
      title={trans.__('The crawl was stopped')}
      message={trans.__('The catalog is as it was.')}
      onRetry={props.onRetry}
    />
  );
}
