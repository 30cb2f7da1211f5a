/** Hands a file to the person, by the browser's own way of saving. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The save has its own reference by now; a minute is long for any browser to take it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
