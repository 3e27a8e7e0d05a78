import * as React from 'react';

import { Failure, Loading } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import { PageHeader } from './header';
import type { TableModel } from './model';
import { PartitionsView } from './partitions';
import { PreviewView } from './preview';
import { ProfileView } from './profile';
import { PropertiesView } from './properties';
import { SchemaView } from './schema';
import { type Tab, TABS } from './tabs';
import { VersionsView } from './versions';

export interface IPageProps {
  model: TableModel;
  actions: IPageActions;
}

/** The page of a table, with its tabs. */
export default function TablePage(props: IPageProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const table = model.table.value;
  if (model.isGone) {
    return (
      <Failure
        title={trans.__('Table not found')}
        message={trans.__(
          'It may have been deleted or renamed since you opened this page.'
        )}
        onRetry={() => void model.reload()}
      />
    );
  }
  if (table === null) {
    return model.table.error === null ? (
      <Loading lines={10} />
    ) : (
      <Failure
        title={trans.__('Can’t load this table')}
        message={model.table.error}
        onRetry={() => void model.show()}
      />
    );
  }
  return (
    <>
      <PageHeader table={table} actions={props.actions} />
      <Tabs model={model} />
      <div
        className="jp-GlueTable-body"
        role="tabpanel"
        id={Private.panelId(model)}
        aria-labelledby={Private.tabId(model, model.tab)}
        tabIndex={-1}
      >
        <TabBody {...props} />
      </div>
    </>
  );
}

function TabBody({ model, actions }: IPageProps): React.JSX.Element | null {
  const table = model.table.value;
  if (table === null) {
    return null;
  }
  switch (model.tab) {
    case 'schema':
      return <SchemaView model={model} table={table} actions={actions} />;
    case 'preview':
      return <PreviewView model={model} table={table} actions={actions} />;
    case 'profile':
      return <ProfileView model={model} actions={actions} />;
    case 'partitions':
      return <PartitionsView model={model} table={table} />;
    case 'versions':
      return <VersionsView model={model} table={table} actions={actions} />;
    case 'properties':
      return <PropertiesView table={table} actions={actions} />;
  }
}

function Tabs({ model }: { model: TableModel }): React.JSX.Element {
  const trans = useTrans();
  const bar = React.useRef<HTMLDivElement>(null);
  const labels: Readonly<Record<Tab, string>> = {
    schema: trans.__('Schema'),
    preview: trans.__('Preview'),
    profile: trans.__('Profile'),
    partitions: trans.__('Partitions'),
    versions: trans.__('Versions'),
    properties: trans.__('Properties')
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const tab = Private.tabFor(model.tab, event.key);
    if (tab) {
      event.preventDefault();
      model.openTab(tab);
      bar.current?.querySelector<HTMLElement>(`[data-tab="${tab}"]`)?.focus();
    }
  };
  return (
    <div
      ref={bar}
      className="jp-GlueTable-tabs"
      role="tablist"
      aria-label={trans.__('Table sections')}
      onKeyDown={onKeyDown}
    >
      {TABS.map(tab => (
        <button
          key={tab}
          id={Private.tabId(model, tab)}
          data-tab={tab}
          role="tab"
          className="jp-GlueTable-tab"
          aria-selected={tab === model.tab}
          aria-controls={tab === model.tab ? Private.panelId(model) : undefined}
          tabIndex={tab === model.tab ? 0 : -1}
          onClick={() => model.openTab(tab)}
        >
          {labels[tab]}
        </button>
      ))}
    </div>
  );
}

namespace Private {
  const base = (model: TableModel) =>
    `jp-glue-table-${encodeURIComponent(`${model.database}/${model.name}`)}`;

  export const tabId = (model: TableModel, tab: Tab) =>
    `${base(model)}-tab-${tab}`;

  export const panelId = (model: TableModel) => `${base(model)}-panel`;

  export function tabFor(tab: Tab, key: string): Tab | undefined {
    const index = TABS.indexOf(tab);
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: (index + 1) % TABS.length,
      ArrowLeft: (index + TABS.length - 1) % TABS.length,
      Home: 0,
      End: TABS.length - 1
    };
    const target = targets[key];
    return target === undefined ? undefined : TABS[target];
  }
}
