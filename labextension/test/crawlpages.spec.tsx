import type { MainAreaWidget } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { FolderModel } from '../src/crawlers/foldermodel';
import { CrawlersModel } from '../src/crawlers/listmodel';
import { makeFolderWidget, makeListWidget } from '../src/crawlers/widgets';
import { MemoryClient } from './memoryclient';

// These pages show the model as it is when they are rendered, and don't listen themselves.
jest.mock('../src/crawlers/folderpage', () => ({
  __esModule: true,
  default: ({ model }: { model: FolderModel }) => <p>{model.plan.target}</p>
}));
jest.mock('../src/crawlers/listpage', () => ({
  __esModule: true,
  default: ({ model }: { model: CrawlersModel }) => <p>{String(model.open)}</p>
}));

const trans = nullTranslator.load('glue_devendpoint');
const doNothing = (): void => undefined;
const title = {
  id: 'page',
  label: trans.__('Page'),
  icon: new LabIcon({ name: 'test:icon', svgstr: '<svg></svg>' }),
  translator: nullTranslator
};

async function shown(widget: MainAreaWidget, text: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (widget.node.textContent?.includes(text)) {
      return true;
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return false;
}

describe('a crawl page', () => {
  let widget: MainAreaWidget;

  afterEach(() => {
    widget.dispose();
  });

  it('follows the form from before its view is loaded', async () => {
    const model = new FolderModel(new MemoryClient(), 'web');
    model.set('target', 's3://first/');
    widget = makeFolderWidget(
      {
        model,
        databases: () => [],
        onBrowse: async () => null,
        onOpenTable: doNothing,
        onOpenCrawlers: doNothing
      },
      title
    );
    Widget.attach(widget, document.body);
    expect(await shown(widget, 's3://first/')).toBe(true);

    model.set('target', 's3://second/');

    expect(await shown(widget, 's3://second/')).toBe(true);
  });

  it('follows the crawlers from before its view is loaded', async () => {
    const model = new CrawlersModel(new MemoryClient());
    widget = makeListWidget(
      {
        model,
        onCrawlFolder: doNothing,
        onStart: doNothing,
        onStop: doNothing,
        onDelete: doNothing
      },
      title
    );
    Widget.attach(widget, document.body);
    expect(await shown(widget, 'null')).toBe(true);

    await model.openCrawler('events');

    expect(await shown(widget, 'events')).toBe(true);
  });
});
