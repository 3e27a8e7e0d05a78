import * as React from 'react';

import { Failure } from '../states';
import { useTrans } from '../translation';
import type { FolderModel } from './foldermodel';
import type { PlanField, Problem } from './plan';
import { CrawlProgress } from './progress';
import { Difference } from './result';

export interface IFolderPageProps {
  model: FolderModel;
  /** Names of the existing databases, offered as suggestions. */
  databases: () => readonly string[];
  /** Let the user choose a folder, starting at a location; null if the user cancels. */
  onBrowse: (location: string) => Promise<string | null>;
  onOpenTable: (database: string, table: string) => void;
  onOpenCrawlers: () => void;
}

/** The "Crawl a folder" page: fill in the form, preview the changes, and run the crawl. */
export default function FolderPage(props: IFolderPageProps): React.JSX.Element {
  const trans = useTrans();
  const form = React.useId();
  return (
    <>
      <div className="jp-GlueCrawl-body">
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
        <PlanForm {...props} id={form} />
        <div className="jp-GlueCrawl-outcome">
          <Outcome {...props} />
        </div>
      </div>
      <ActionBar {...props} form={form} />
    </>
  );
}

function PlanForm(props: IFolderPageProps & { id: string }): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const databases = React.useId();
  const form = React.useRef<HTMLFormElement>(null);
  const [attempts, setAttempts] = React.useState(0);

  React.useEffect(() => {
    if (attempts > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  }, [attempts]);

  const browse = async () => {
    const chosen = await props.onBrowse(model.plan.target.trim());
    if (chosen !== null) {
      model.set('target', chosen);
    }
  };
  return (
    <form
      ref={form}
      id={props.id}
      className="jp-GlueCrawl-form"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (!model.isBusy) {
          void model.tryOut();
          setAttempts(attempts + 1);
        }
      }}
    >
      <Field
        {...props}
        field="target"
        label={trans.__('Folder')}
        hint={trans.__('For example, s3://lake/sales/ or /home/you/sales.')}
      >
        <button
          type="button"
          className="jp-mod-styled"
          aria-disabled={model.crawl.isRunning}
          onClick={() => {
            if (!model.crawl.isRunning) {
              void browse();
            }
          }}
        >
          {trans.__('Browse…')}
        </button>
      </Field>
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
    </form>
  );
}

function Field(props: {
  model: FolderModel;
  field: PlanField;
  label: string;
  hint: string;
  list?: string;
  /** What stands beside the input. */
  children?: React.ReactNode;
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
    <div className={`jp-GlueForm-field jp-mod-${field}`}>
      <label htmlFor={id}>{props.label}</label>
      <div className="jp-GlueCrawl-input">
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
        {props.children}
      </div>
      <p
        id={`${id}-hint`}
        aria-live="polite"
        className={
          problem ? 'jp-GlueForm-hint jp-mod-error' : 'jp-GlueForm-hint'
        }
      >
        {problem ? words[problem] : props.hint}
      </p>
    </div>
  );
}

/** What can be done next, always in sight; what stands here while a crawl runs is its progress. */
function ActionBar(
  props: IFolderPageProps & { form: string }
): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const running = model.crawl.isRunning ? model.crawl : model.trial;
  return (
    <div
      className="jp-GlueCrawl-bar"
      role="group"
      aria-label={trans.__('Actions')}
    >
      <div className="jp-GlueCrawl-state">
        {running.isRunning ? (
          <CrawlProgress
            followed={running}
            label={
              running === model.crawl
                ? trans.__('Crawling…')
                : trans.__('Scanning files…')
            }
          />
        ) : (
          <Advice model={model} />
        )}
      </div>
      {running.isRunning && (
        <button
          className="jp-mod-styled jp-mod-warn"
          aria-disabled={running.crawl?.is_stopping ?? false}
          onClick={() => void running.stop()}
        >
          {trans.__('Stop')}
        </button>
      )}
      <button
        type="button"
        className="jp-mod-styled"
        onClick={props.onOpenCrawlers}
      >
        {trans.__('Show crawlers')}
      </button>
      <button
        type="submit"
        form={props.form}
        className={
          model.canRun ? 'jp-mod-styled' : 'jp-mod-styled jp-mod-accept'
        }
        aria-disabled={model.isBusy}
      >
        {trans.__('Preview changes')}
      </button>
      {model.canRun && (
        <button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => void model.run()}
        >
          {model.isKnown
            ? trans.__('Update crawler and run')
            : trans.__('Create crawler and run')}
        </button>
      )}
    </div>
  );
}

function Advice({ model }: { model: FolderModel }): React.JSX.Element | null {
  const trans = useTrans();
  if (!model.canRun) {
    return null;
  }
  return (
    <>
      {model.isKnown
        ? trans.__(
            'Crawler “%1” exists and will be changed to this folder.',
            model.plan.name.trim()
          )
        : trans.__('Nothing is written until you run the crawler.')}
    </>
  );
}

function Outcome(props: IFolderPageProps): React.JSX.Element | null {
  const { model } = props;
  const { trial, crawl } = model;
  const trans = useTrans();
  if (model.isBusy) {
    return null;
  }
  if (crawl.error !== null) {
    return (
      <Problems
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
  if (trial.error !== null) {
    return (
      <Problems
        title={trans.__('Can’t crawl this folder')}
        message={trial.error}
        onRetry={() => void model.tryOut()}
      />
    );
  }
  if (trial.crawl && !trial.hasSucceeded) {
    return <Cancelled onRetry={() => void model.tryOut()} />;
  }
  return trial.crawl ? (
    <section aria-label={trans.__('Preview')}>
      <h2>{trans.__('Planned changes')}</h2>
      <Difference crawl={trial.crawl} onOpenTable={null} />
    </section>
  ) : null;
}

/** An error that takes the focus, so that it is read out and can be retried at once. */
function Problems(props: {
  title: string;
  message: string;
  onRetry: () => void;
}): React.JSX.Element {
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => box.current?.focus(), [props.message]);
  return (
    <div ref={box} className="jp-GlueCrawl-problems" tabIndex={-1}>
      <Failure {...props} />
    </div>
  );
}

function Cancelled(props: { onRetry: () => void }): React.JSX.Element {
  const trans = useTrans();
  return (
    <Problems
      title={trans.__('Crawl stopped')}
      message={trans.__('The catalog wasn’t changed.')}
      onRetry={props.onRetry}
    />
  );
}
