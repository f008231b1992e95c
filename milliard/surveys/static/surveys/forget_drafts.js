// This device forgets: so do the words that saving.js kept until they were sent.
for (const store of [localStorage, sessionStorage]) {
  try {
    for (const key of Object.keys(store)) if (key.startsWith("brouillon:")) store.removeItem(key);
  } catch { /* a browser that keeps nothing has nothing to forget */ }
}
