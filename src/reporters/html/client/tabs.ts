import { all } from './dom.js';

/**
 * Makes tabs of the links in the page's navigation (WAI-ARIA Authoring Practices, "Tabs Pattern": arrows, Home and End
 * move, and what has focus is shown).
 * @param onShow called with the id of a panel whenever it is chosen
 * @returns shows a panel without calling back
 */
export function startTabs(onShow: (id: string) => void): (id: string) => void {
  const tabs = all<HTMLAnchorElement>('#tabs a');
  const idOf = (tab: HTMLAnchorElement): string => tab.hash.slice(1);
  tabs[0]?.parentElement?.setAttribute('role', 'tablist');
  const panels = new Map<HTMLAnchorElement, HTMLElement>();
  for (const tab of tabs) {
    const panel = document.getElementById(idOf(tab));
    if (!panel) continue;
    panels.set(tab, panel);
    // an address that names the tab would scroll to an element of that id
    panel.id = `panel-${idOf(tab)}`;
    panel.setAttribute('role', 'tabpanel');
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
  }
  const show = (id: string): void => {
    const chosen = tabs.find((tab) => idOf(tab) === id) ?? tabs[0];
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panels.get(tab)?.toggleAttribute('data-shown', isChosen);
    }
  };
  const choose = (tab: HTMLAnchorElement | undefined): void => {
    if (!tab) return;
    tab.focus();
    onShow(idOf(tab));
  };
  for (const [i, tab] of tabs.entries()) {
    tab.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(tab);
    });
    tab.addEventListener('keydown', (event) => {
      const last = tabs.length - 1;
      const next = { ArrowRight: i === last ? 0 : i + 1, ArrowLeft: i === 0 ? last : i - 1, Home: 0, End: last, ' ': i }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      choose(tabs[next]);
    });
  }
  return show;
}
