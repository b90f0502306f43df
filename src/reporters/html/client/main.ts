import type { PageData } from '../model.js';
import { readAddress, writeAddress } from './address.js';
import { one } from './dom.js';
import { createFindingList } from './findings.js';
import { startGraph } from './graph.js';
import { startGrids } from './grids.js';
import { startTabs } from './tabs.js';
import { startTheme } from './theme.js';

const data: PageData = JSON.parse(one('#report-data').textContent ?? '');

startTheme();
const header = one('header');
new ResizeObserver(() => document.documentElement.style.setProperty('--header', `${header.offsetHeight}px`)).observe(header);
startGrids();
startGraph(data);
const list = createFindingList(data);
/** What the list was filtered by when its tab was left. */
let findingParams = new URLSearchParams();

const goTo = (tab: string, params: URLSearchParams): void => {
  showTab(tab);
  scrollTo(0, 0);
  if (tab !== 'findings') return;
  findingParams = params;
  list.show(params);
};
const showTab = startTabs((tab) => {
  const { tab: current, params } = readAddress();
  if (current === 'findings') findingParams = params;
  const next = tab === 'findings' ? findingParams : new URLSearchParams();
  writeAddress(tab, next);
  goTo(tab, next);
});
const followAddress = (): void => {
  const { tab, params } = readAddress();
  goTo(tab, params);
};
addEventListener('hashchange', followAddress);
followAddress();

addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLElement && event.target.closest('input, select, textarea')) return;
  const search = document.querySelector<HTMLInputElement>('.panel[data-shown] input[type=search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
