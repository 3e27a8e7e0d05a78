import {
  type IRenderMime,
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { Panel, Widget } from '@lumino/widgets';

import {
  PATIENCE_MS,
  standInForWidgets,
  WIDGET_VIEW
} from '../src/outputs/standin';

/** Behaves like the widget manager's renderer: shows a loading text until the model arrives. */
class OwnRenderer extends Panel implements IRenderMime.IRenderer {
  constructor(private readonly _models: Map<string, Promise<Widget>>) {
    super();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const source = model.data[WIDGET_VIEW] as { model_id: string };
    this.node.replaceChildren('Loading widget...');
    const view = await this._models.get(source.model_id);
    if (view === undefined) {
      this.node.replaceChildren('Error displaying widget: model not found');
      return;
    }
    this.node.textContent = '';
    this.addWidget(view);
    view.disposed.connect(() => this.hide());
  }
}

const NEVER = new Promise<Widget>(() => undefined);
const GRID = '<b>grid</b><script>window.ran = true</script>';

function factoryOf(
  models: Record<string, Promise<Widget>>
): IRenderMime.IRendererFactory {
  return {
    safe: false,
    mimeTypes: [WIDGET_VIEW],
    createRenderer: () => new OwnRenderer(new Map(Object.entries(models)))
  };
}

function registry(): RenderMimeRegistry {
  return new RenderMimeRegistry({
    initialFactories: standardRendererFactories
  });
}

/** Show an output as a notebook does, and wait for everything that needs no timer. */
async function show(
  rendermime: ReturnType<RenderMimeRegistry['clone']>,
  data: Record<string, string> = { 'text/html': GRID, 'text/plain': 'grid' }
): Promise<IRenderMime.IRenderer> {
  const model = rendermime.createModel({
    data: { ...data, [WIDGET_VIEW]: { model_id: 'a' } },
    trusted: true
  });
  const renderer = rendermime.createRenderer(WIDGET_VIEW);
  Widget.attach(renderer, document.body);
  void renderer.renderModel(model);
  await settle();
  return renderer;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}

/** The visible text. */
function seen(renderer: Widget): string {
  return [...renderer.children()]
    .filter(child => !child.isHidden)
    .map(child => child.node.textContent)
    .join('');
}

function liveWidget(): Widget {
  const widget = new Widget();
  widget.node.append('live');
  return widget;
}

describe('standInForWidgets', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('shows a live widget as before', async () => {
    const rendermime = registry();
    standInForWidgets(rendermime);
    rendermime.addFactory(factoryOf({ a: Promise.resolve(liveWidget()) }), -10);

    const renderer = await show(rendermime);
    jest.advanceTimersByTime(PATIENCE_MS);

    expect(seen(renderer)).toBe('live');
    expect(rendermime.getRank(WIDGET_VIEW)).toBe(-10);
  });

  it('shows the HTML of a widget whose model is not found', async () => {
    const rendermime = registry();
    rendermime.addFactory(factoryOf({}), -10);
    standInForWidgets(rendermime);

    expect(seen(await show(rendermime.clone()))).toContain('grid');
  });

  it('shows the HTML while the model is not being loaded', async () => {
    const rendermime = registry();
    standInForWidgets(rendermime);
    rendermime.addFactory(factoryOf({ a: NEVER }), -10);

    const renderer = await show(rendermime);
    expect(seen(renderer)).toBe('Loading widget...');
    jest.advanceTimersByTime(PATIENCE_MS);

    expect(seen(renderer)).toContain('grid');
  });

  it('shows the widget once a kernel provides it', async () => {
    const rendermime = registry();
    standInForWidgets(rendermime);
    rendermime.addFactory(factoryOf({}), -10);
    const notebook = rendermime.clone();
    const renderer = await show(notebook);

    notebook.removeMimeType(WIDGET_VIEW);
    notebook.addFactory(factoryOf({ a: Promise.resolve(liveWidget()) }), -10);
    await settle();

    expect(seen(renderer)).toBe('live');
  });

  it('shows the HTML again when the widget is closed', async () => {
    const rendermime = registry();
    const widget = liveWidget();
    standInForWidgets(rendermime);
    rendermime.addFactory(factoryOf({ a: Promise.resolve(widget) }), -10);
    const renderer = await show(rendermime);

    widget.dispose();
    await settle();

    expect(seen(renderer)).toContain('grid');
  });

  it('shows nothing for a closed widget that has only plain text', async () => {
    const rendermime = registry();
    const widget = liveWidget();
    standInForWidgets(rendermime);
    rendermime.addFactory(factoryOf({ a: Promise.resolve(widget) }), -10);
    const renderer = await show(rendermime, { 'text/plain': 'IntSlider()' });

    widget.dispose();
    await settle();

    expect(seen(renderer)).toBe('');
  });

  it('leaves other outputs alone', () => {
    const rendermime = registry();
    const before = rendermime.getFactory('text/html');

    standInForWidgets(rendermime);

    expect(rendermime.getFactory('text/html')).toBe(before);
  });
});
