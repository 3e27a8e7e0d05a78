import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { standInForWidgets } from './standin';

/** Keeps notebook results visible after their kernel has shut down. */
export const outputsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'glue-devendpoint:outputs',
  description:
    'Shows the saved form of an output when its widget is no longer available.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_: JupyterFrontEnd, rendermime: IRenderMimeRegistry): void =>
    standInForWidgets(rendermime)
};
