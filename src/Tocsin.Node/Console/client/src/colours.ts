/** A colour of the style sheet, for what is drawn on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function onThemeChange(listener: () => void): void {
  document.addEventListener('themechange', listener);
}

export function listenToThemeToggle(): void {
  document.addEventListener('click', event => {
    if (!(event.target as Element).closest('[data-theme-toggle]')) return;
    const root = document.documentElement;
    const theme = root.dataset['bsTheme'] === 'dark' ? 'light' : 'dark';
    root.dataset['bsTheme'] = theme;
    localStorage.setItem('theme', theme);
    document.dispatchEvent(new Event('themechange'));
  });
}
