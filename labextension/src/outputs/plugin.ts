import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { standInForWidgets } from './standin';

/** Results of notebooks, also when their kernel has gone. */
export const outputsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'glue-devendpoint:outputs',
  description:
    'Shows what else an output holds where its widget is not there any more.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_: JupyterFrontEnd, rendermime: IRenderMimeRegistry): void =>
    standInForWidgets(rendermime)
};
