const HOOK_PACKAGES = /^(?:react|preact\/hooks|react-redux|zustand|jotai|swr(?:\/.+)?|react-query|@tanstack\/react-query|@apollo\/client|react-hook-form)$/;
/** What they export by default is a hook, swr.vercel.app/docs/api. */
const HOOK_BY_DEFAULT = /^swr(?:\/.+)?$/;

/** Whether an imported name is a hook, or what makes a context: components that use one run in a browser too, react.dev/reference/rsc/use-client. */
export const isHook = (source: string, name: string): boolean => HOOK_PACKAGES.test(source) && (/^(?:use[A-Z]|createContext$)/.test(name) || (name === 'default' && HOOK_BY_DEFAULT.test(source)));
