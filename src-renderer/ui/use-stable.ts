import { useLayoutEffect, useRef, useState } from 'react';

type Functions = Readonly<Record<string, (...given: never[]) => unknown>>;

/**
 * Functions that stay the same from one drawing to the next and do what the newest ones do: what is only given these is
 * not drawn again for them. Their names must not change.
 */
export function useStable<Given extends Functions>(functions: Given): Given {
  const newest = useRef<Functions>(functions);
  useLayoutEffect(() => {
    newest.current = functions;
  });
  const [stable] = useState(() => {
    const call =
      (name: string) =>
      (...given: never[]) =>
        newest.current[name]?.(...given);
    return Object.fromEntries(Object.keys(functions).map((name) => [name, call(name)])) as Given;
  });
  return stable;
}
