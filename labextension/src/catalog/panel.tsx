import { ReactWidget, SidePanel, UseSignal } from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import * as React from 'react';

import { catalogIcon } from '../icons';
import type { ICatalogFeed } from '../tokens';
import { DOMAIN, TranslationContext } from '../translation';
import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';
import { CatalogView, type ICatalogViewProps } from './view';

/** The catalog sidebar. It sends no requests until it is shown. */
export class CatalogPanel extends SidePanel {
  constructor(
    options: Omit<ICatalogViewProps, 'model'> & {
      model: CatalogModel;
      feed: ICatalogFeed;
      translator: ITranslator;
    }
  ) {
    super({ content: new Panel(), translator: options.translator });
    const trans = options.translator.load(DOMAIN);
    this._model = options.model;
    this._feed = options.feed;
    this._onOpen = options.onOpen;
    this.id = 'glue-devendpoint-catalog';
    this.addClass('jp-GlueCatalog');
    this.title.icon = catalogIcon;
    this.title.caption = trans.__('Glue Data Catalog');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Glue Data Catalog'));
    this.toolbar.node.setAttribute('aria-label', trans.__('Catalog actions'));

    const body = ReactWidget.create(
      <TranslationContext.Provider value={trans}>
        <UseSignal signal={this._model.stateChanged}>
          {() => <CatalogView {...options} />}
        </UseSignal>
      </TranslationContext.Provider>
    );
    body.addClass('jp-GlueCatalog-body');
    (this.content as Panel).addWidget(body);
  }

  /** Open the page for a path. */
  open(path: ICatalogPath): void {
    this._onOpen(path);
  }

  /** Focus the search box. */
  focusSearch(): void {
    this.node.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
  }

  protected override onBeforeShow(message: Message): void {
    super.onBeforeShow(message);
    // Subscribe to changes before loading the catalog, so that no change is missed.
    this._watch ??= this._feed.watch();
    this._model.show();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._watch?.dispose();
    this._watch = null;
  }

  private readonly _model: CatalogModel;
  private readonly _feed: ICatalogFeed;
  private readonly _onOpen: (path: ICatalogPath) => void;
  private _watch: IDisposable | null = null;
}
