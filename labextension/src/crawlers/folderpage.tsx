import * as React from 'react';

import { Failure } from '../states';
import { useTrans } from '../translation';
import type { FolderModel } from './foldermodel';
import type { PlanField, Problem } from './plan';
import { CrawlProgress, Difference } from './result';
import { isEmpty } from './told';

export interface IFolderPageProps {
  model: FolderModel;
  /** Names of the existing databases, offered as suggestions. */
  databases: () => readonly string[];
  onOpenTable: (database: string, table: string) => void;
  onOpenCrawlers: () => void;
}

/** The "Crawl a folder" page: fill in the form, preview the changes, and run the crawl. */
export default function FolderPage(props: IFolderPageProps): React.JSX.Element {
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
            'A crawler scans your files and creates tables that describe them. Your files aren’t changed.'
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
        hint={trans.__('For example, s3://lake/sales/ or /home/you/sales.')}
      />
      <Field
        {...props}
        field="database"
        list={databases}
        label={trans.__('Database')}
        hint={trans.__('Target database. Created if it doesn’t exist.')}
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
        hint={trans.__('Optional. Prefix for table names.')}
      />
      <Field
        {...props}
        field="name"
        label={trans.__('Crawler name')}
        hint={trans.__('Use this name to rerun the crawl.')}
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
    missing: trans.__('Required'),
    'not-a-place': trans.__(
      'Enter a path that starts with s3://, file:///, or /.'
    ),
    slash: trans.__('Crawler names can’t contain “/”.')
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
        title={trans.__('The crawl failed. The catalog wasn’t changed.')}
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
      <CrawlProgress followed={trial} label={trans.__('Scanning files…')} />
    );
  }
  if (trial.error !== null) {
    return (
      <Failure
        title={trans.__('Can’t crawl this folder')}
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
      <h2>{trans.__('Planned changes')}</h2>
      <Difference crawl={model.trial.crawl} onOpenTable={null} />
      {props.isKnown && (
        <p className="jp-GlueCrawl-known">
          {trans.__(
            'Crawler “%1” exists and will be changed to this folder.',
            model.plan.name.trim()
          )}
        </p>
      )}
      {!isEmpty(model.trial.crawl) && (
        <div className="jp-GlueCrawl-buttons">
          <button
            className="jp-mod-styled jp-mod-accept"
            onClick={() => void model.run()}
          >
            {props.isKnown
              ? trans.__('Update crawler and run')
              : trans.__('Create crawler and run')}
          </button>
        </div>
      )}
    </section>
  );
}

function Cancelled(props: { onRetry: () => void }): React.JSX.Element {
  const trans = useTrans();
  return (
    <Failure
      title={trans.__('Crawl stopped')}
      message={trans.__('The catalog wasn’t changed.')}
      onRetry={props.onRetry}
    />
  );
}
