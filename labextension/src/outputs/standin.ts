import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { type Message, MessageLoop } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { Panel, type Widget } from '@lumino/widgets';

export const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';
const TEXT = 'text/plain';

/** How long to wait for a widget before showing another form of the output. */
export const PATIENCE_MS = 400;

/**
 * Make a registry, and every copy of it, show another form of an output if its widget is missing.
 * The widget manager registers its factory again with each kernel, so each one is wrapped in turn.
 */
export function standInForWidgets(rendermime: IRenderMimeRegistry): void {
  const changed = new Signal<IRenderMimeRegistry, void>(rendermime);
  const addFactory = rendermime.addFactory.bind(rendermime);
  const clone = rendermime.clone.bind(rendermime);
  let own: IRenderMime.IRendererFactory;

  rendermime.addFactory = (factory, rank) => {
    if (!factory.mimeTypes.includes(WIDGET_VIEW)) {
      addFactory(factory, rank);
      return;
    }
    own = Private.owns.get(factory) ?? factory;
    const covered: IRenderMime.IRendererFactory = {
      ...own,
      createRenderer: options =>
        new WidgetView({
          rendermime,
          changed,
          createOwn: () => own.createRenderer(options)
        })
    };
    Private.owns.set(covered, own);
    addFactory(covered, rank);
    changed.emit();
  };
  rendermime.clone = options => {
    const copy = clone(options);
    standInForWidgets(copy);
    return copy;
  };

  const present = rendermime.getFactory(WIDGET_VIEW);
  if (present) {
    rendermime.addFactory(present, rendermime.getRank(WIDGET_VIEW));
  }
}

/** A widget output, or the richest other form of the output if the widget's model is missing. */
class WidgetView extends Panel implements IRenderMime.IRenderer {
  constructor(options: WidgetView.IOptions) {
    super();
    this._rendermime = options.rendermime;
    this._createOwn = options.createOwn;
    options.changed.connect(this._onFactoryChanged, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._model = model;
    this._other?.dispose();
    this._other = null;
    return this._renderOwn(model);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._waiting);
    Signal.clearData(this);
    super.dispose();
  }

  /** Watch the widget manager's renderer: its only child is the live widget. */
  messageHook(own: Widget, message: Message): boolean {
    if (own === this._own && !this.isDisposed) {
      if (message.type === 'child-added') {
        this._isLive = true;
        this._showOwn();
      } else if (message.type === 'child-removed') {
        this._isLive = false;
        this._showOther(true);
      }
    }
    return true;
  }

  private async _renderOwn(model: IRenderMime.IMimeModel): Promise<void> {
    const own = this._createOwn();
    const earlier = this._own;
    this._own = own;
    this._isLive = false;
    earlier?.dispose();
    own.setHidden(this._other !== null);
    MessageLoop.installMessageHook(own, this);
    this.insertWidget(0, own);
    const isClosed = Private.isClosed(model);
    clearTimeout(this._waiting);
    this._waiting = setTimeout(() => this._showOther(isClosed), PATIENCE_MS);
    try {
      await own.renderModel(model);
    } catch (reason) {
      console.warn('Can’t show a widget', reason);
    }
    if (own === this._own && !this.isDisposed) {
      this._showOther(isClosed);
    }
  }

  private _showOwn(): void {
    clearTimeout(this._waiting);
    this._other?.dispose();
    this._other = null;
    this._own?.show();
  }

  /** Show the other form, if any. A closed widget is never replaced by plain text. */
  private _showOther(isClosed: boolean): void {
    clearTimeout(this._waiting);
    if (!this._model || this._other || this._isLive) {
      return;
    }
    const mimeType = this._rendermime.preferredMimeType(
      Private.withoutView(this._model),
      this._model.trusted ? 'any' : 'ensure'
    );
    if (!mimeType || (isClosed && mimeType === TEXT)) {
      return;
    }
    this._other = this._rendermime.createRenderer(mimeType);
    this._own?.hide();
    this.addWidget(this._other);
    this._other.renderModel(this._model).catch(reason => {
      console.warn('Can’t show an output', reason);
    });
  }

  private _onFactoryChanged(): void {
    if (this._model && !this._isLive) {
      void this._renderOwn(this._model);
    }
  }

  private readonly _rendermime: IRenderMimeRegistry;
  private readonly _createOwn: () => IRenderMime.IRenderer;
  private _model: IRenderMime.IMimeModel | null = null;
  private _own: IRenderMime.IRenderer | null = null;
  private _isLive = false;
  private _other: IRenderMime.IRenderer | null = null;
  private _waiting: ReturnType<typeof setTimeout> | undefined;
}

namespace WidgetView {
  export interface IOptions {
    rendermime: IRenderMimeRegistry;

    /** Emitted when the factory for widgets has changed. */
    changed: ISignal<unknown, void>;

    /** Creates the widget manager's own renderer. */
    createOwn: () => IRenderMime.IRenderer;
  }
}

namespace Private {
  /** The widget manager's factory behind each of ours. */
  export const owns = new WeakMap<
    IRenderMime.IRendererFactory,
    IRenderMime.IRendererFactory
  >();

  /** The data of an output without its widget. */
  export function withoutView(
    model: IRenderMime.IMimeModel
  ): ReadonlyPartialJSONObject {
    return Object.fromEntries(
      Object.entries(model.data).filter(
        ([mimeType]) => mimeType !== WIDGET_VIEW
      )
    );
  }

  /** Whether a widget was closed while shown; its renderer then clears the model ID. */
  export function isClosed(model: IRenderMime.IMimeModel): boolean {
    const view = model.data[WIDGET_VIEW] as { model_id?: string } | undefined;
    return view?.model_id === '';
  }
}
