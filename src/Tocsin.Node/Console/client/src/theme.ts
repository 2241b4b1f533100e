// Runs before the first paint: the stored choice wins, then what the system prefers.
const stored = localStorage.getItem('theme');
const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
document.documentElement.dataset['bsTheme'] = stored ?? system;
document.documentElement.classList.add('script');
