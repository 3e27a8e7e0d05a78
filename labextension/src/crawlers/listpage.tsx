import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ICrawlEntry, ICrawler } from '../api/crawlershapes';
import type { ICrawl } from '../api/routes';
import { formatDuration, formatMoment } from '../format';
import { Empty, Failure, Loading } from '../states';
import { useTrans } from '../translation';
import type { CrawlersModel } from './listmodel';
import { ProgressBar, ProgressText } from './progress';
import { Chip } from './status';
import { placesOf, scheduleOf, summaryOf, withLocalTimes } from './told';

export interface IListPageProps {
  model: CrawlersModel;
  onCrawlFolder: () => void;
  onStart: (name: string) => void;
  onStop: (name: string) => void;
  onDelete: (name: string) => void;
}

/** The list of crawlers, with the history of the open one. */
export default function ListPage(props: IListPageProps): React.JSX.Element {
  const trans = useTrans();
  return (
    <>
      <div className="jp-GlueTable-header">
        <div className="jp-GlueTable-title">
          <h1>{trans.__('Crawlers')}</h1>
          <button
            className="jp-mod-styled jp-mod-small jp-mod-accept"
            onClick={props.onCrawlFolder}
          >
            {trans.__('Crawl a folder…')}
          </button>
        </div>
      </div>
      <Crawlers {...props} />
      {props.model.open !== null && (
        <History model={props.model} name={props.model.open} />
      )}
    </>
  );
}

function Crawlers(props: IListPageProps): React.JSX.Element {
  const { model } = props;
  const { value, error } = model.crawlers;
  const trans = useTrans();
  if (value === null && error === null) {
    return <Loading lines={6} />;
  }
  if (error !== null) {
    return (
      <Failure
        title={trans.__('Can’t load crawlers')}
        message={error}
        onRetry={() => void model.refresh()}
      />
    );
  }
  if (value === null || value.length === 0) {
    return (
      <Empty
        title={trans.__('No crawlers yet')}
        text={trans.__(
          'A crawler scans a folder and creates tables for the files in it.'
        )}
        action={{
          label: trans.__('Crawl a folder…'),
          run: props.onCrawlFolder
        }}
      />
    );
  }
  return (
    <div
      className="jp-GlueTable-scroll jp-GlueCrawl-list"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Crawlers')}
    >
      <table className="jp-GlueGrid jp-mod-crawlers">
        <thead>
          <tr>
            <th scope="col">{trans.__('Crawler')}</th>
            <th scope="col">{trans.__('Status')}</th>
            <th scope="col">{trans.__('Last run, duration')}</th>
            <th scope="col">{trans.__('Schedule')}</th>
            <th scope="col">{trans.__('Source, database')}</th>
            <th scope="col">{trans.__('Actions')}</th>
          </tr>
        </thead>
        <tbody>
          {value.map(crawler => (
            <CrawlerLine key={crawler.Name} crawler={crawler} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CrawlerLine(
  props: IListPageProps & { crawler: ICrawler }
): React.JSX.Element {
  const { model, crawler } = props;
  const { Name: name } = crawler;
  const trans = useTrans();
  const isOpen = model.open === name;
  const isReady = (crawler.State ?? 'READY') === 'READY';
  return (
    <tr className={isOpen ? 'jp-mod-found' : ''}>
      <th scope="row">
        <button
          className="jp-GlueCrawl-link"
          title={name}
          aria-expanded={isOpen}
          onClick={() => void model.openCrawler(isOpen ? null : name)}
        >
          {name}
        </button>
      </th>
      <td>
        <span className="jp-GlueCrawl-running">
          <Chip
            state={isReady ? crawler.LastCrawl?.Status : crawler.State}
            title={crawler.LastCrawl?.ErrorMessage}
          />
          {!isReady && <ProgressBar crawl={model.runningCrawl(name)} />}
        </span>
        {!isReady && (
          <span className="jp-GlueCrawl-line jp-mod-small">
            <ProgressText crawl={model.runningCrawl(name)} />
          </span>
        )}
      </td>
      <LastRun
        crawler={crawler}
        running={isReady ? undefined : model.runningCrawl(name)}
        duration={model.lastDuration(name)}
        now={model.readAt}
      />
      <td title={scheduleOf(crawler, trans) ?? ''}>
        {scheduleOf(crawler, trans) ?? trans.__('On demand')}
      </td>
      <td title={placesOf(crawler).join('\n')}>
        <span className="jp-GlueCrawl-line">
          {placesOf(crawler).join(', ')}
        </span>
        <span className="jp-GlueCrawl-line jp-GlueTable-count">
          {crawler.DatabaseName}
        </span>
      </td>
      <td className="jp-GlueCrawl-actions">
        {isReady ? (
          <IconButton
            icon={runIcon}
            label={trans.__('Run %1', name)}
            onClick={() => props.onStart(name)}
          />
        ) : (
          <IconButton
            icon={stopIcon}
            label={trans.__('Stop %1', name)}
            isDisabled={crawler.State === 'STOPPING'}
            onClick={() => props.onStop(name)}
          />
        )}
        <IconButton
          icon={deleteIcon}
          label={trans.__('Delete %1', name)}
          isDisabled={!isReady}
          onClick={() => props.onDelete(name)}
        />
      </td>
    </tr>
  );
}

/** When the last or the current run started, and how long it has taken. */
function LastRun(props: {
  crawler: ICrawler;
  running: ICrawl | undefined;
  duration: number | undefined;
  now: number;
}): React.JSX.Element {
  const { running, duration } = props;
  const start = running?.created_at ?? props.crawler.LastCrawl?.StartTime;
  if (start === undefined) {
    return <td>–</td>;
  }
  const seconds = running ? props.now - start : duration;
  return (
    <td className="jp-mod-number">
      <span className="jp-GlueCrawl-line">{formatMoment(start)}</span>
      <span className="jp-GlueCrawl-line jp-GlueTable-count">
        {seconds === undefined ? '–' : formatDuration(seconds)}
      </span>
    </td>
  );
}

function IconButton(props: {
  icon: typeof runIcon;
  label: string;
  isDisabled?: boolean;
  onClick: () => void;
}): React.JSX.Element {
  return (
    <button
      className="jp-GlueGrid-caret"
      aria-label={props.label}
      title={props.label}
      disabled={props.isDisabled}
      onClick={props.onClick}
    >
      <props.icon.react tag="span" />
    </button>
  );
}

function History(props: {
  model: CrawlersModel;
  name: string;
}): React.JSX.Element {
  const { model, name } = props;
  const { value, error } = model.history;
  const trans = useTrans();
  return (
    <section
      className="jp-GlueCrawl-history"
      aria-label={trans.__('History of %1', name)}
    >
      <h2>{trans.__('History of %1', name)}</h2>
      {error !== null && (
        <Failure
          title={trans.__('Can’t load the crawl history')}
          message={error}
          onRetry={() => void model.openCrawler(name)}
        />
      )}
      {value === null && error === null && <Loading lines={3} />}
      {value?.length === 0 && <p>{trans.__('No crawls yet.')}</p>}
      {value !== null && value.length > 0 && (
        <Crawls model={model} crawls={value} />
      )}
      {model.logged !== null && <Log model={model} />}
    </section>
  );
}

function Crawls(props: {
  model: CrawlersModel;
  crawls: readonly ICrawlEntry[];
}): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  return (
    <div
      className="jp-GlueTable-scroll jp-GlueCrawl-list"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Crawls')}
    >
      <table className="jp-GlueGrid jp-mod-crawls">
        <thead>
          <tr>
            <th scope="col">{trans.__('Started')}</th>
            <th scope="col">{trans.__('Status')}</th>
            <th scope="col">{trans.__('Duration')}</th>
            <th scope="col">{trans.__('Result')}</th>
            <th scope="col">{trans.__('Log')}</th>
          </tr>
        </thead>
        <tbody>
          {props.crawls.map(crawl => (
            <tr key={crawl.CrawlId}>
              <th scope="row" className="jp-mod-number">
                {Private.moment(crawl.StartTime)}
              </th>
              <td>
                <Chip state={crawl.State} title={crawl.ErrorMessage} />
              </td>
              <td className="jp-mod-number">{Private.length(crawl)}</td>
              <td className="jp-mod-text">{Private.outcome(crawl, trans)}</td>
              <td>
                <button
                  className="jp-GlueCrawl-link"
                  aria-pressed={model.logged === crawl.CrawlId}
                  onClick={() => void model.openLog(crawl.CrawlId)}
                >
                  {trans.__('Show log')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Log({ model }: { model: CrawlersModel }): React.JSX.Element {
  const { value, error } = model.log;
  const trans = useTrans();
  if (error !== null) {
    return (
      <Failure
        title={trans.__('Can’t load the log')}
        message={error}
        onRetry={() => void model.openLog(model.logged ?? '')}
      />
    );
  }
  return value === null ? (
    <Loading lines={3} />
  ) : (
    <pre
      className="jp-GlueCrawl-log"
      tabIndex={0}
      role="log"
      aria-label={trans.__('Log')}
    >
      {withLocalTimes(value) || trans.__('The log is empty.')}
    </pre>
  );
}

namespace Private {
  export function moment(seconds: number | undefined): string {
    return seconds === undefined ? '' : formatMoment(seconds);
  }

  export function length({ StartTime, EndTime }: ICrawlEntry): string {
    return StartTime === undefined || EndTime === undefined
      ? '–'
      : formatDuration(EndTime - StartTime);
  }

  /** What a crawl did; nothing unless it succeeded, as it has then changed nothing. */
  export function outcome(
    crawl: ICrawlEntry,
    trans: TranslationBundle
  ): string {
    if (crawl.ErrorMessage !== undefined) {
      return crawl.ErrorMessage;
    }
    return crawl.State === 'COMPLETED' ? summaryOf(crawl.Summary, trans) : '–';
  }
}
