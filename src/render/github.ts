/** In a workflow of GitHub: what another renderer says, and each problem and failure as an annotation at its line. */
import type { Renderer, Streams } from './renderer.ts';
import { failureAsTold, problemAsTold } from './told.ts';
import { annotationOf, harmless, type Where } from './workflow-commands.mjs';

/** Annotations go to stderr, which GitHub reads as well: stdout stays the result's. Nothing else on stderr is a command. */
export function githubRenderer(innerOn: (streams: Streams) => Renderer, streams: Streams, where: Where): Renderer {
  const inner = innerOn({ ...streams, err: (text) => streams.err(harmless(text)) });
  return {
    ...inner,
    problems(found, source) {
      inner.problems(found, source);
      for (const one of found) streams.err(annotationOf(problemAsTold(one), where));
    },
    failure(failure, source) {
      inner.failure(failure, source);
      streams.err(annotationOf(failureAsTold(failure, source), where));
    },
  };
}
