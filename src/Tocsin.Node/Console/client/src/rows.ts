import { onMerged } from './fragments';

export type Row = HTMLTableRowElement;

/** The selected row of the page's list: one at a time, moved by keys, clicks and the map. */
export class Rows {
  #selected = '';

  constructor(private readonly onSelect: (row: Row) => void) {
    document.addEventListener('click', event => {
      const row = (event.target as Element).closest<Row>('[data-rows] tbody tr, tbody[data-rows] tr');
      if (row && !(event.target as Element).closest('a, button')) this.select(row);
    });
    document.addEventListener('focusin', event => {
      const row = (event.target as Element).closest<Row>('[data-rows] tbody tr, tbody[data-rows] tr');
      if (row && row.id !== this.#selected) this.select(row);
    });
    onMerged(() => this.#settle());
    this.#settle();
  }

  get selected(): Row | null {
    return document.getElementById(this.#selected) as Row | null;
  }

  byPoint(point: number): Row | null {
    return document.querySelector<Row>(`[data-rows] tr[data-point="${point}"]`);
  }

  move(by: number): void {
    const rows = all();
    const at = rows.findIndex(row => row.id === this.#selected);
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    this.select(next);
    next.focus();
  }

  select(row: Row): void {
    this.#selected = row.id;
    this.#settle();
    row.scrollIntoView({ block: 'nearest' });
    this.onSelect(row);
  }

  // One row can be reached by Tab: the selected one, or the first.
  #settle(): void {
    const rows = all();
    const reached = rows.find(row => row.id === this.#selected) ?? rows[0];
    for (const row of rows) {
      row.tabIndex = row === reached ? 0 : -1;
      if (row.hasAttribute('aria-selected')) row.setAttribute('aria-selected', String(row.id === this.#selected));
    }
  }
}

const all = (): Row[] => [...document.querySelectorAll<Row>('[data-rows] tbody tr, tbody[data-rows] tr')];
