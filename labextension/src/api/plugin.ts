import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

import { ICatalogFeed, IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- this plugin provides it
import { GlueClient } from './client';

import { CatalogFeed } from './feed';

/** Provides the client that other plugins use to call the endpoint. */
export const apiPlugin: JupyterFrontEndPlugin<IGlueClient> = {
  id: 'glue-devendpoint:api',
  description: 'Connects to the AWS Glue endpoint in the Jupyter server.',
  autoStart: true,
  provides: IGlueClient,
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): IGlueClient => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const client = new GlueClient({
      serverSettings: app.serviceManager.serverSettings
    });
    Private.announceOnce(client, trans);
    return client;
  }
};

/** Provides the catalog change feed to other plugins. */
export const eventsPlugin: JupyterFrontEndPlugin<ICatalogFeed> = {
  id: 'glue-devendpoint:events',
  description: 'Watches the Glue Data Catalog for changes.',
  autoStart: true,
  provides: ICatalogFeed,
  requires: [IGlueClient],
  activate: (app: JupyterFrontEnd, client: IGlueClient): ICatalogFeed =>
    new CatalogFeed({ client, stream: app.serviceManager.events.stream })
};

namespace Private {
  /** Warn once if the server extension is missing. */
  export function announceOnce(
    client: GlueClient,
    trans: TranslationBundle
  ): void {
    const announce = () => {
      client.serverMissing.disconnect(announce);
      Notification.warning(
        trans.__(
          'The glue-devendpoint server extension isn’t running. Install glue-devendpoint in the Jupyter server’s environment, and then restart the server.'
        ),
        { autoClose: false }
      );
    };
    client.serverMissing.connect(announce);
  }
}
