import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  type INotebookTracker,
  NotebookActions,
  type NotebookPanel
} from '@jupyterlab/notebook';

import { canShareCell, placeCode } from './placecode';

const GLUE_KERNEL = 'glue_pyspark';
const LOAD_EXTENSION = '%load_ext glue_devendpoint';

/** Inserts names and code into the active notebook, or a new one if none is open. */
export class NotebookWriter {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _tracker: INotebookTracker | null
  ) {}

  /** Insert text at the cursor. */
  async insertText(text: string): Promise<void> {
    const panel = await this._panel();
    const cell = panel.content.activeCell;
    if (cell === null || cell.model.type !== 'code') {
      NotebookActions.insertBelow(panel.content);
    }
    await this._edit(panel, (source, offset) => ({
      source: source.slice(0, offset) + text + source.slice(offset),
      offset: offset + text.length
    }));
  }

  /** Insert code at the cursor, or in a new cell if needed. */
  async insertCode(code: string): Promise<void> {
    const panel = await this._panel();
    await this._loadExtension(panel);
    const cell = panel.content.activeCell;
    const source = cell?.model.sharedModel.source ?? '';
    if (cell?.model.type !== 'code' || !canShareCell(source, code)) {
      NotebookActions.insertBelow(panel.content);
    }
    await this._edit(panel, (source, offset) =>
      placeCode(source, offset, code)
    );
  }

  /** Other Python kernels need `%load_ext` before they have `glueContext` and `%%sql`. */
  private async _loadExtension(panel: NotebookPanel): Promise<void> {
    const { content, sessionContext } = panel;
    const { kernelspecs } = this._app.serviceManager;
    await kernelspecs.ready;
    // A notebook that was just opened has no kernel yet, but has a preferred one.
    const name =
      sessionContext.session?.kernel?.name ??
      (content.model?.defaultKernelName ||
        sessionContext.kernelPreference.name ||
        '');
    const isPython =
      kernelspecs.specs?.kernelspecs[name]?.language === 'python';
    const cells = [...(content.model?.cells ?? [])];
    const isLoaded = cells.some(cell =>
      cell.sharedModel.source.includes(LOAD_EXTENSION)
    );
    if (isPython && name !== GLUE_KERNEL && !isLoaded) {
      content.model?.sharedModel.insertCell(content.activeCellIndex, {
        cell_type: 'code',
        source: LOAD_EXTENSION
      });
    }
  }

  private async _edit(
    panel: NotebookPanel,
    change: (
      source: string,
      offset: number
    ) => { source: string; offset: number }
  ): Promise<void> {
    const cell = panel.content.activeCell;
    if (cell === null) {
      return;
    }
    await cell.ready;
    const editor = cell.editor;
    const shared = cell.model.sharedModel;
    const at =
      editor?.getOffsetAt(editor.getCursorPosition()) ?? shared.source.length;
    const changed = change(shared.source, at);
    shared.setSource(changed.source);
    const position = editor?.getPositionAt(changed.offset);
    if (position) {
      editor?.setCursorPosition(position);
    }
    this._app.shell.activateById(panel.id);
    panel.content.mode = 'edit';
    editor?.focus();
  }

  private async _panel(): Promise<NotebookPanel> {
    const current = this._tracker?.currentWidget;
    if (current) {
      return current;
    }
    const kernelspecs = this._app.serviceManager.kernelspecs;
    await kernelspecs.ready;
    const specs = kernelspecs.specs;
    const kernelName = specs?.kernelspecs[GLUE_KERNEL]
      ? GLUE_KERNEL
      : specs?.default;
    const panel: NotebookPanel = await this._app.commands.execute(
      'notebook:create-new',
      { kernelName }
    );
    await panel.context.ready;
    await panel.revealed;
    return panel;
  }
}
