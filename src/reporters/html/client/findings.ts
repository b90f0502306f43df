import type { PageData, PageFinding } from '../model.js';
import { writeAddress } from './address.js';
import { all, counted, make, one } from './dom.js';
import { rowOf } from './finding-row.js';
import { createLazyList } from './lazy-list.js';

const filterNames = ['q', 'path', 'law', 'module', 'severity', 'state', 'group'] as const;

/** The list of findings: filters, groups, and one finding that the address names. */
export interface FindingList {
  show(params: URLSearchParams): void;
}

export function createFindingList(data: PageData): FindingList {
  const laws = new Map(data.laws.map((law) => [law.id, law]));
  const list = one('#finding-list');
  const count = one<HTMLOutputElement>('#finding-count');
  const chip = one<HTMLButtonElement>('#edge-filter');
  const clear = one<HTMLButtonElement>('#clear-filters');
  const inputs = all<HTMLInputElement | HTMLSelectElement>('#finding-filters [name]');
  const haystacks = data.findings.map(({ message, law, path, module, fingerprint }) => `${message}\n${law}\n${laws.get(law)?.title}\n${path}\n${module}\n${fingerprint}`.toLowerCase());
  const rows = new Map<number, HTMLDetailsElement>();
  const rowAt = (index: number): HTMLDetailsElement => {
    let row = rows.get(index);
    const finding = data.findings[index];
    if (!row && finding) rows.set(index, (row = rowOf(finding, laws.get(finding.law))));
    return row ?? make('details', {});
  };
  const lazy = createLazyList(list, rowAt);
  let params = new URLSearchParams();

  const edgeFindings = (): ReadonlySet<string> | null => {
    const edge = data.edges.find(({ from, to }) => from === params.get('from') && to === params.get('to'));
    return edge ? new Set(edge.findings) : null;
  };

  const matching = (): number[] => {
    const words = (params.get('q') ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
    const path = (params.get('path') ?? '').toLowerCase();
    const [law, module, severity] = ['law', 'module', 'severity'].map((name) => params.get(name) ?? '');
    const state = params.get('state') ?? '';
    const onEdge = edgeFindings();
    return data.findings.flatMap((finding, i) => {
      const fits =
        (!law || finding.law === law) &&
        (!module || finding.module === module) &&
        (!severity || finding.severity === severity) &&
        hasState(finding, state) &&
        (!path || finding.path.toLowerCase().includes(path)) &&
        (!onEdge || onEdge.has(finding.fingerprint)) &&
        words.every((word) => haystacks[i]?.includes(word));
      return fits ? [i] : [];
    });
  };

  const render = (): void => {
    const indexes = matching();
    const group = params.get('group') ?? 'path';
    const groups = new Map<string, number[]>();
    for (const i of indexes) {
      const finding = data.findings[i];
      if (!finding) continue;
      const key = group === 'law' ? finding.law : group === 'module' ? finding.module : finding.path;
      const members = groups.get(key);
      if (members) members.push(i);
      else groups.set(key, [i]);
    }
    const ordered = group === 'path' ? [...groups] : [...groups].sort(([a, few], [b, many]) => many.length - few.length || (a < b ? -1 : 1));
    list.dataset['group'] = group;
    list.dataset['state'] = params.get('state') ?? '';
    lazy.show(ordered.map(([key, members]) => [group === 'law' ? (laws.get(key)?.title ?? key) : key || '.', members]));
    if (indexes.length === 0) list.append(make('p', { class: 'empty' }, data.findings.length === 0 ? 'No findings: every law that was judged is upheld.' : 'No finding matches the filters.'));
    count.textContent = `${indexes.length.toLocaleString('en-US')} of ${counted(data.findings.length, 'finding')}`;
    chip.hidden = edgeFindings() === null;
    chip.textContent = `Imports ${params.get('from')} → ${params.get('to')} ✕`;
    clear.hidden = [...params.keys()].every((name) => name === 'group' || name === 'finding');
  };

  const readInputs = (): void => {
    for (const input of inputs) {
      if (input.value === '' || (input.name === 'group' && input.value === 'path')) params.delete(input.name);
      else params.set(input.name, input.value);
    }
    params.delete('finding');
    writeAddress('findings', params);
    render();
  };
  for (const input of inputs) input.addEventListener(input instanceof HTMLSelectElement ? 'change' : 'input', readInputs);
  one('#finding-filters').addEventListener('submit', (event) => event.preventDefault());

  const fillInputs = (): void => {
    for (const input of inputs) input.value = params.get(input.name) ?? (input.name === 'group' ? 'path' : '');
  };
  const change = (drop: readonly string[]): void => {
    for (const name of drop) params.delete(name);
    fillInputs();
    readInputs();
  };
  chip.addEventListener('click', () => {
    change(['from', 'to']);
    one('#finding-filters [name=q]').focus();
  });
  clear.addEventListener('click', () => {
    change([...filterNames.filter((name) => name !== 'group'), 'from', 'to']);
    one('#finding-filters [name=q]').focus();
  });

  /** Opens a finding and brings it into sight, whatever the filters say. */
  const reveal = (fingerprint: string): void => {
    const index = data.findings.findIndex((finding) => finding.fingerprint === fingerprint);
    if (index < 0) return;
    if (!lazy.reach(index)) {
      params = new URLSearchParams({ finding: fingerprint, state: 'all' });
      fillInputs();
      render();
      lazy.reach(index);
    }
    const row = rowAt(index);
    row.open = true;
    row.scrollIntoView({ block: 'center' });
    row.querySelector('summary')?.focus({ preventScroll: true });
  };

  return {
    show(given) {
      params = new URLSearchParams(given);
      fillInputs();
      render();
      const fingerprint = params.get('finding');
      if (fingerprint !== null) reveal(fingerprint);
    },
  };
}

/** Without a choice what is silenced or known before is left out of sight, unless nothing else is there. */
function hasState({ state }: PageFinding, wanted: string): boolean {
  if (wanted === 'all') return true;
  return wanted === '' ? state === 'open' || state === 'new' : state === wanted;
}
