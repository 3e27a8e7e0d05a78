import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Empty, Failure, Loading } from '../states';
import { useTrans } from '../translation';
import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';
import { CatalogTree } from './tree';

const SEARCH_DELAY = 30;

export interface ICatalogViewProps {
  model: CatalogModel;
  onOpen: (path: ICatalogPath) => void;
  onCreateDatabase: () => void;
  onCrawlFolder: () => void;
  textFor: (paths: readonly ICatalogPath[]) => string;
}

/** The sidebar: a search box above the tree. */
export function CatalogView(props: ICatalogViewProps): React.JSX.Element {
  return (
    <>
      <SearchBox model={props.model} filter={props.model.filter} />
      <CatalogBody {...props} />
    </>
  );
}

function SearchBox(props: {
  model: CatalogModel;
  filter: string;
}): React.JSX.Element {
  const { model, filter } = props;
  const trans = useTrans();
  React.useEffect(() => {
    const timer = window.setTimeout(() => void model.search(), SEARCH_DELAY);
    return () => window.clearTimeout(timer);
  }, [model, filter]);
  return (
    <div className="jp-GlueCatalog-search" role="search">
      <InputGroup
        type="search"
        rightIcon="ui-components:search"
        aria-label={trans.__('Search databases, tables, and columns')}
        placeholder={trans.__('Search tables and columns')}
        value={filter}
        onChange={event => model.setFilter(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            model.setFilter('');
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            Private.focusTree(event.currentTarget);
          }
        }}
      />
    </div>
  );
}

function CatalogBody(props: ICatalogViewProps): React.JSX.Element {
  const { model } = props;
  const { store, rows } = model;
  const trans = useTrans();
  if (store.load === 'error' && store.databases.size === 0) {
    return (
      <Failure
        title={trans.__('Can’t load the catalog')}
        message={store.error}
        onRetry={() => void model.refresh()}
      />
    );
  }
  if (store.load !== 'ready' && store.databases.size === 0) {
    return <Loading lines={8} />;
  }
  if (rows.length === 0) {
    return <NothingFound {...props} />;
  }
  return (
    <>
      {model.searchError !== '' && (
        <p className="jp-GlueCatalog-searchError" role="alert">
          {model.searchError}
        </p>
      )}
      <CatalogTree
        model={model}
        rows={rows}
        active={model.active}
        selection={model.selection}
        onOpen={props.onOpen}
        textFor={props.textFor}
      />
    </>
  );
}

function NothingFound(props: ICatalogViewProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  if (model.filter.trim() === '') {
    return (
      <Empty
        title={trans.__('No databases yet')}
        text={trans.__(
          'Crawl a folder to create tables from your files, or create an empty database.'
        )}
        action={{
          label: trans.__('Crawl a folder…'),
          run: props.onCrawlFolder
        }}
        other={{
          label: trans.__('Create database'),
          run: props.onCreateDatabase
        }}
      />
    );
  }
  if (model.isSearching) {
    return <Loading />;
  }
  if (model.searchError !== '') {
    return (
      <Failure
        title={trans.__('Search failed')}
        message={model.searchError}
        onRetry={() => void model.search()}
      />
    );
  }
  return (
    <Empty
      title={trans.__('No results for “%1”', model.filter.trim())}
      action={{
        label: trans.__('Clear search'),
        run: () => model.setFilter('')
      }}
    />
  );
}

namespace Private {
  export function focusTree(from: Element): void {
    from
      .closest('.jp-GlueCatalog-body')
      ?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')
      ?.focus();
  }
}
