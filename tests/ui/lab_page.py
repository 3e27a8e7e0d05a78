"""JupyterLab as the browser tests see it: the catalog, the pages of tables, notebooks, themes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

CATALOG_TAB = '.lm-TabBar-tab[data-id="glue-devendpoint-catalog"]'
LIGHT = "JupyterLab Light"

KERNEL_IS_IDLE = """() => {
  const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""


# Brings Lab to where it stands when it is loaded: nothing is open, and the catalog knows nothing.
START_AFRESH = """async () => {
  const { commands, shell } = window.jupyterapp;
  shell.activateById('filebrowser');
  const catalog = [...shell.widgets('left')].find(it => it.id === 'glue-devendpoint-catalog');
  const { _feed: feed, _model: model } = catalog;
  const { stateChanged } = model;
  model.store.dispose();
  Object.assign(model, new model.constructor(model._client), { stateChanged });
  model.store.changed.connect(model._onStoreChanged, model);
  stateChanged.emit();
  for (const widget of [...shell.widgets('main')]) {
    widget.dispose();
  }
  feed._last = null;
  await commands.execute('apputils:dismiss-notification', {});
}"""


class LabPage:
    """One tab with JupyterLab in it."""

    def __init__(self, page: Page, url: str, token: str) -> None:
        self.page = page
        self._address = f"{url}/lab?token={token}"

    def open(self) -> None:
        """Open Lab as it is for a new user; where it is open already, it isn't loaded again."""
        if self.page.evaluate("window.jupyterapp === undefined"):
            self.load()
        else:
            self._close_dialogs()
            self.page.mouse.move(0, 0)
            self.page.evaluate(START_AFRESH)
            self._wait_for_launcher()
        self.change_theme(LIGHT)

    def load(self, *, keep_layout: bool = False) -> None:
        """Load Lab, with an empty layout unless the last one is wanted."""
        self.page.goto(self._address if keep_layout else f"{self._address}&reset")
        # Before its layout is restored, Lab takes back whatever is opened in the sidebar.
        self.page.wait_for_function("window.jupyterapp !== undefined")
        self.page.evaluate("window.jupyterapp.restored.then(() => true)")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        if not keep_layout:
            self._wait_for_launcher()

    def leave(self) -> None:
        """Leave Lab, so that it is loaded when it is opened next."""
        self.page.goto("about:blank")

    def _wait_for_launcher(self) -> None:
        """Wait until Lab has taken the keyboard to the launcher, wherever it is by then."""
        expect(self.page.locator(".jp-Launcher")).to_be_focused()

    def _close_dialogs(self) -> None:
        """Close the dialogs that stand open."""
        dialogs = self.page.locator(".jp-Dialog")
        while dialogs.count() > 0:
            self.page.keyboard.press("Escape")

    @contextmanager
    def saving_layout(self) -> Iterator[None]:
        """Do something that changes the layout, and wait until Lab has saved it, a moment later."""
        with self.page.expect_response(
            lambda answer: "/api/workspaces/" in answer.url and answer.request.method == "PUT"
        ):
            yield

    def open_catalog(self) -> Catalog:
        """Open Lab and the catalog in its sidebar."""
        self.open()
        return self.show_catalog()

    def show_catalog(self) -> Catalog:
        """Open the catalog in the sidebar, if it is closed."""
        if not self.page.locator(".jp-GlueCatalog").is_visible():
            self.page.locator(CATALOG_TAB).click()
        return Catalog(self.page)

    def wait_for_kernel(self, milliseconds: int) -> None:
        """Wait for the kernel of the notebook in sight: Lab drops cells that are run before."""
        self.page.wait_for_function(KERNEL_IS_IDLE, timeout=milliseconds)

    def save(self) -> None:
        """Save the document in sight; the command would ask for a name first."""
        self.page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")

    def open_in_theme(self, name: str) -> None:
        """Open Lab in a theme."""
        self.open()
        self.change_theme(name)

    def change_theme(self, name: str) -> None:
        """Change the theme of Lab as it stands."""
        if self.page.locator("body").get_attribute("data-jp-theme-name") == name:
            return
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    @property
    def notebook(self) -> Locator:
        """The notebook in sight."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def cell_sources(self) -> list[str]:
        """What the cells of the notebook in sight hold."""
        texts: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll(
                 '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell .cm-content')]
               .map(cell => cell.cmTile?.view?.state.doc.toString()
                 ?? cell.cmView?.view?.state.doc.toString() ?? cell.innerText)"""
        )
        return texts

    def clipboard(self) -> str:
        """What has been copied."""
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def table_page(self) -> TablePage:
        """The page of a table that is in sight."""
        return TablePage(self.page)


class Catalog:
    """The catalog in the sidebar."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator(".jp-GlueCatalog")
        self.tree = page.get_by_role("tree", name="Glue Data Catalog")
        self.search = self.panel.get_by_role("searchbox")

    def row(self, name: str) -> Locator:
        """The row of a name."""
        return self.tree.locator(f'[role="treeitem"][data-name="{name}"]')

    def names(self) -> list[str]:
        """The names in sight, from top to bottom."""
        rows = self.tree.locator('[role="treeitem"][data-name]')
        found = rows.evaluate_all(
            "rows => rows.sort((a, b) => a.dataset.index - b.dataset.index)"
            ".map(row => row.dataset.name)"
        )
        return [str(name) for name in found]

    def expand(self, *names: str) -> None:
        """Open rows, one inside the other."""
        for name in names:
            row = self.row(name)
            if row.get_attribute("aria-expanded") == "false":
                row.locator('[data-part="caret"]').click()
            expect(row).to_have_attribute("aria-expanded", "true")

    def choose(self, name: str, action: str) -> None:
        """Choose an action from the menu of a row."""
        self.row(name).click(button="right")
        self.page.get_by_role("menuitem", name=action).click()

    def press(self, action: str) -> None:
        """Press a button of the toolbar."""
        self.panel.get_by_role("button", name=action).click()


class TablePage:
    """The page of a table."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.content = page.locator(".jp-GlueTable:visible")
        self.title = self.content.get_by_role("heading", level=1)

    def open_tab(self, name: str) -> Locator:
        """Open a part of the page."""
        tab = self.content.get_by_role("tab", name=name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        return self.content.get_by_role("tabpanel")

    def line(self, text: str) -> Locator:
        """The line of a table that holds a text."""
        return self.content.get_by_role("row").filter(has_text=text)
