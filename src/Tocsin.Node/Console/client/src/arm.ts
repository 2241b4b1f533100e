/** What a control cannot do without: the page's script, or its map too. */
export type Need = 'script' | 'map';

// Such controls come disabled: before somebody listens, a click would be lost in silence.
const had = new Set<Need>();
const armed = new WeakSet<Element>();

/** From now on controls marked data-needs with it can be used, those of later fragments too. */
export function arm(need: Need): void {
  had.add(need);
  armAll();
}

/** Enables what a fragment has brought. */
export function armAll(): void {
  for (const control of document.querySelectorAll<HTMLButtonElement>('[data-needs]')) {
    if (!had.has(control.dataset['needs'] as Need)) continue;
    control.disabled = false;
    delete control.dataset['needs'];
    armed.add(control);
  }
}

/** Whether an attribute is the script's here: a fragment that says 'disabled' again means a page without it. */
export const keepsArmed = (attribute: string, node: Element): boolean => armed.has(node) && (attribute === 'disabled' || attribute === 'data-needs');
