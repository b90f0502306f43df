import { all, counted } from './dom.js';

/** Sorting and filtering of the tables that stand in the page without a script as well. */
export function startGrids(): void {
  for (const cell of all<HTMLTableCellElement>('th[data-sortable]')) makeSortable(cell);
  for (const input of all<HTMLInputElement>('input[data-filters]')) makeFilter(input);
}

function makeSortable(header: HTMLTableCellElement): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener('click', () => {
    const body = header.closest('table')?.tBodies[0];
    if (!body) return;
    const direction = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
    for (const other of all('th[aria-sort]', header.parentElement ?? document)) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', direction);
    const keyed = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[header.cellIndex]) }));
    // what is equal keeps its order, so that sorting by two columns one after the other works
    keyed.sort((a, b) => compare(a.key, b.key) * (direction === 'ascending' ? 1 : -1));
    body.append(...keyed.map(({ row }) => row));
  });
}

const collator = new Intl.Collator('en', { numeric: true });

function keyOf(cell: HTMLTableCellElement | undefined): number | string {
  const given = cell?.dataset['sort'];
  return given === undefined ? (cell?.textContent ?? '') : Number(given);
}

const compare = (a: number | string, b: number | string): number => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));

function makeFilter(input: HTMLInputElement): void {
  const id = input.dataset['filters'] ?? '';
  const body = document.querySelector<HTMLTableElement>(`#${id}`)?.tBodies[0];
  const count = document.querySelector<HTMLOutputElement>(`[data-count-of="${id}"]`);
  if (!body || !count) return;
  const total = count.textContent ?? '';
  const texts = new Map([...body.rows].map((row) => [row, (row.textContent ?? '').toLowerCase()]));
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\s+/u).filter(Boolean);
    let shown = 0;
    for (const [row, text] of texts) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = words.length === 0 ? total : `${counted(shown, '').trim().replace(/s$/u, '')} of ${total}`;
  });
}
