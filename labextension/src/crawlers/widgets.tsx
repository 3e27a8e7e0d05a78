import { MainAreaWidget } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import {
  type LabIcon,
  ReactWidget,
  UseSignal,
  type VDomModel
} from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import { Loading } from '../states';
import { DOMAIN, TranslationContext } from '../translation';
import type { IFolderPageProps } from './folderpage';
import type { IListPageProps } from './listpage';

const FolderPage = React.lazy(() => import('./folderpage'));
const ListPage = React.lazy(() => import('./listpage'));

interface ITitle {
  id: string;
  label: string;
  icon: LabIcon;
  translator: ITranslator;
}

/** Create the widget of the "Crawl a folder" page. */
export function makeFolderWidget(
  props: IFolderPageProps,
  title: ITitle
): MainAreaWidget {
  const content = new CrawlPanel(
    props.model,
    () => <FolderPage {...props} />,
    title.translator
  );
  content.addClass('jp-mod-folder');
  content.disposed.connect(() => props.model.dispose());
  return Private.wrap(content, title);
}

/** Create the widget of the crawlers page, which polls while it is visible. */
export function makeListWidget(
  props: IListPageProps,
  title: ITitle
): MainAreaWidget {
  const content = new ListPanel(props, title.translator);
  return Private.wrap(content, title);
}

class CrawlPanel extends ReactWidget {
  constructor(
    private readonly _model: VDomModel,
    private readonly _page: () => React.JSX.Element,
    private readonly _translator: ITranslator
  ) {
    super();
    this.addClass('jp-GlueTable');
    this.addClass('jp-GlueCrawl');
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._translator.load(DOMAIN)}>
        {/* Subscribed before the view is loaded, so that no change is missed. */}
        <UseSignal signal={this._model.stateChanged}>
          {() => (
            <React.Suspense fallback={<Loading lines={8} />}>
              {this._page()}
            </React.Suspense>
          )}
        </UseSignal>
      </TranslationContext.Provider>
    );
  }
}

class ListPanel extends CrawlPanel {
  constructor(
    private readonly _props: IListPageProps,
    translator: ITranslator
  ) {
    super(_props.model, () => <ListPage {..._props} />, translator);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._props.model.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._props.model.show();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._props.model.show();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._props.model.hide();
  }
}

namespace Private {
  export function wrap(content: ReactWidget, title: ITitle): MainAreaWidget {
    const widget = new MainAreaWidget({
      content,
      translator: title.translator
    });
    widget.id = title.id;
    widget.title.label = title.label;
    widget.title.icon = title.icon;
    widget.title.closable = true;
    widget.toolbar.hide();
    return widget;
  }
}
