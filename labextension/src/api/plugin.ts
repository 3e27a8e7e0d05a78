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
// eslint-disable-next-line jupyter/prefer-lazy-imports -- is what it provides
import { GlueClient } from './client';

import { CatalogFeed } from './feed';

/** Gives the other plugins their door to the endpoint. */
export const apiPlugin: JupyterFrontEndPlugin<IGlueClient> = {
  id: 'glue-devendpoint:api',
  description: 'Speaks to the AWS Glue endpoint in the Jupyter server.',
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

/** Tells the other plugins what changes in the catalog. */
export const eventsPlugin: JupyterFrontEndPlugin<ICatalogFeed> = {
  id: 'glue-devendpoint:events',
  description: 'Follows the changes of the Glue Data Catalog.',
  autoStart: true,
  provides: ICatalogFeed,
  requires: [IGlueClient],
  activate: (app: JupyterFrontEnd, client: IGlueClient): ICatalogFeed =>
    new CatalogFeed({ client, stream: app.serviceManager.events.stream })
};

namespace Private {
  /** Say once, and only once, that the server part is not there. */
  export function announceOnce(
    client: GlueClient,
    trans: TranslationBundle
  ): void {
    const announce = () => {
      client.serverMissing.disconnect(announce);
      Notification.warning(
        trans.__(
          'The Glue catalog needs its server part. Install glue-devendpoint in the environment of the Jupyter server and restart it.'
        ),
        { autoClose: false }
      );
    };
    client.serverMissing.connect(announce);
  }
}
