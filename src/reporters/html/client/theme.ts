import { one } from './dom.js';

const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const words: Readonly<Record<Theme, string>> = { auto: 'auto', light: 'light', dark: 'dark' };
const key = 'fortress-report-theme';

/** Pages from the file system may have no storage. */
function stored(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    // storage may be forbidden
    return 'auto';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The choice holds until the page is closed.
  }
}

/** The button that goes through the themes: the system's, light, dark. */
export function startTheme(): void {
  const button = one<HTMLButtonElement>('#theme');
  let theme = stored();
  const show = (): void => {
    document.documentElement.dataset['theme'] = theme;
    button.textContent = `Theme: ${words[theme]}`;
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
    store(theme);
    show();
  });
  show();
}
