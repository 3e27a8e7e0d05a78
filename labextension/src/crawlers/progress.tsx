import * as React from 'react';

import type { ICrawl } from '../api/routes';
import { formatCount } from '../format';
import { useTrans } from '../translation';
import type { FollowedCrawl } from './follow';

/** Progress of a crawl, also announced to screen readers. */
export function CrawlProgress(props: {
  followed: FollowedCrawl;
  label: string;
}): React.JSX.Element {
  const { followed, label } = props;
  const trans = useTrans();
  const isStopping = followed.crawl?.is_stopping ?? false;
  return (
    <div className="jp-GlueCrawl-progress" role="status" aria-label={label}>
      <ProgressBar crawl={followed.crawl} />
      <span>
        {isStopping ? trans.__('Stopping…') : label}{' '}
        <ProgressText crawl={followed.crawl} />
      </span>
    </div>
  );
}

/** A bar of the files that were read, of those to read. It is indeterminate until they are known. */
export function ProgressBar(props: {
  crawl: ICrawl | null | undefined;
}): React.JSX.Element {
  const trans = useTrans();
  const { wanted = 0, classified = 0 } = props.crawl?.progress ?? {};
  const label = trans.__('Files read');
  return wanted > 0 ? (
    <progress aria-label={label} value={classified} max={wanted} />
  ) : (
    <progress aria-label={label} />
  );
}

/** The counts of a running crawl. */
export function ProgressText(props: {
  crawl: ICrawl | null | undefined;
}): React.JSX.Element {
  const trans = useTrans();
  const {
    listed = 0,
    wanted = 0,
    classified = 0
  } = props.crawl?.progress ?? {};
  return (
    <span className="jp-GlueTable-count">
      {wanted > 0
        ? trans.__(
            'Files found: %1 · read: %2 of %3',
            formatCount(listed),
            formatCount(classified),
            formatCount(wanted)
          )
        : trans.__('Files found: %1', formatCount(listed))}
    </span>
  );
}
