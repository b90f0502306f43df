import { breakable, make } from './dom.js';

/** Rows under one title; a long group comes in several pieces, of which the first has the title. */
export interface Piece {
  readonly title: string | null;
  /** Rows of the whole group. */
  readonly total: number;
  readonly members: readonly number[];
}

/** Rows of a chunk, about as many as a screen shows. */
const chunkSize = 40;
/** Pixels that a closed row and a title are high, mostly; what is in sight has its true height. */
const rowHeight = 33;
const titleHeight = 48;
/** Chunks that are filled at once, so that the first screen is never empty. */
const atOnce = 2;

/** Cuts groups into chunks of pieces. */
function chunksOf(groups: readonly (readonly [title: string, members: readonly number[]])[]): Piece[][] {
  const chunks: Piece[][] = [];
  let room = 0;
  for (const [title, members] of groups)
    for (let start = 0; start < members.length; ) {
      if (room <= 0) {
        chunks.push([]);
        room = chunkSize;
      }
      const part = members.slice(start, start + room);
      chunks.at(-1)?.push({ title: start === 0 ? title : null, total: members.length, members: part });
      start += part.length;
      room -= part.length;
    }
  return chunks;
}

/** A long list whose rows are made when they come near the screen. */
export interface LazyList {
  show(groups: readonly (readonly [title: string, members: readonly number[]])[]): void;
  /** Makes the chunk that has a row; `false` where the list has no such row. */
  reach(member: number): boolean;
}

export function createLazyList(list: HTMLElement, rowAt: (member: number) => HTMLElement): LazyList {
  let fills = new Map<Element, () => void>();
  let holders = new Map<number, () => void>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) fills.get(target)?.();
    },
    { rootMargin: '1500px 0px' },
  );
  const sectionOf = ({ title, total, members }: Piece): HTMLElement =>
    make('section', { class: title === null ? 'finding-group continued' : 'finding-group' }, title !== null && make('h3', {}, make('span', { class: 'group-title' }, ...breakable(title)), make('span', { class: 'group-count' }, String(total))), ...members.map(rowAt));
  return {
    show(groups) {
      observer.disconnect();
      fills = new Map();
      holders = new Map();
      const chunks = chunksOf(groups).map((pieces) => {
        const chunk = make('div', { class: 'chunk' });
        const height = pieces.reduce((sum, { title, members }) => sum + (title === null ? 0 : titleHeight) + members.length * rowHeight, 0);
        chunk.style.blockSize = `${height}px`;
        // what has been out of sight keeps its true height, and costs nothing until it is near again
        chunk.style.containIntrinsicBlockSize = `auto ${height}px`;
        const fill = (): void => {
          if (!fills.delete(chunk)) return;
          observer.unobserve(chunk);
          chunk.append(...pieces.map(sectionOf));
          chunk.style.blockSize = '';
        };
        fills.set(chunk, fill);
        for (const { members } of pieces) for (const member of members) holders.set(member, fill);
        return chunk;
      });
      for (const chunk of chunks.slice(0, atOnce)) fills.get(chunk)?.();
      list.replaceChildren(...chunks);
      for (const chunk of chunks.slice(atOnce)) observer.observe(chunk);
    },
    reach(member) {
      const fill = holders.get(member);
      fill?.();
      return fill !== undefined;
    },
  };
}
