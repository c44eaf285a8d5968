/*
 * Vectorscan in streaming mode as a log masker: the native yardstick.
 *
 *   vectorscan PATTERNS CORPUS CHUNK MASK
 *
 * In: a file of patterns, a file of log text, the chunk size in bytes (0: one
 * line each), the mask; then commands on stdin, one per line. Out, on stdout:
 *
 *                  ready ADD-SECONDS BUILD-SECONDS TABLE-BYTES (adding costs 0 here)
 *   check BYTES    checked MASKS OUTPUT-BYTES HASH MATCHES
 *   time BYTES     timed SECONDS
 *
 * Each command masks the first BYTES of the log from the start.
 *
 * The masked text is built as the masker builds it: a list of pieces that are
 * views of the log or the mask, one mask per run of overlapping spans on a
 * line, line terminators kept. `check` hashes the pieces; `time` builds the
 * same list and must arrive at the same numbers.
 *
 * Vectorscan does not say how deep it stands in a possible match, so whatever
 * may still become part of one, the last longest-pattern-minus-one bytes, is
 * held. The log stays in memory, so holding costs no copy here.
 *
 * PATTERNS is little-endian: u32 count; then per pattern u32 length, u32 flag
 * (1: each white-space run stands for 1 to 64 bytes of white space), bytes.
 *
 * Every return code is checked: an ignored one would make the engine fail
 * open, and look fast.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_BREAK 64
#define BREAK_CLASS "[\\x09-\\x0d\\x20]{1,64}"

static void die(const char *what, const char *why) {
  fprintf(stderr, "vectorscan: %s: %s\n", what, why);
  exit(1);
}

static void check(hs_error_t code, const char *what) {
  if (code != HS_SUCCESS) {
    char text[32];
    snprintf(text, sizeof text, "code %d", code);
    die(what, text);
  }
}

static void *room(void *old, size_t bytes) {
  void *p = realloc(old, bytes ? bytes : 1);
  if (!p) die("memory", "exhausted");
  return p;
}

static uint8_t *slurp(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) die(path, strerror(errno));
  if (fseek(f, 0, SEEK_END)) die(path, strerror(errno));
  long end = ftell(f);
  if (end < 0 || fseek(f, 0, SEEK_SET)) die(path, strerror(errno));
  uint8_t *data = room(NULL, (size_t)end);
  if (fread(data, 1, (size_t)end, f) != (size_t)end) die(path, "short read");
  fclose(f);
  *size = (size_t)end;
  return data;
}

static double now(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)) die("clock", strerror(errno));
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int is_space(uint8_t b) { return b == ' ' || (b >= 9 && b <= 13); }

/* ---- patterns ---------------------------------------------------------- */

struct patterns {
  unsigned count;
  int expressions;        /* some are no plain literals for the library */
  const char **text;      /* literal bytes, or an expression if broken */
  size_t *lengths;        /* bytes of the literal; 0 for a pattern with breaks */
  unsigned *flags, *ids;
  size_t longest;         /* input bytes that the longest occurrence may take */
};

static uint32_t u32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static char *expression(const uint8_t *bytes, size_t length, int breaks, size_t *widest) {
  char *out = room(NULL, length * sizeof BREAK_CLASS + 1), *w = out;
  *widest = 0;
  for (size_t i = 0; i < length;) {
    if (breaks && is_space(bytes[i])) {
      while (i < length && is_space(bytes[i])) i++;
      w += sprintf(w, "%s", BREAK_CLASS);
      *widest += MAX_BREAK;
    } else {
      w += sprintf(w, "\\x%02x", bytes[i++]);
      *widest += 1;
    }
  }
  *w = 0;
  return out;
}

static struct patterns read_patterns(const char *path) {
  size_t size;
  uint8_t *data = slurp(path, &size);
  struct patterns p = {0};
  if (size < 4) die(path, "truncated");
  p.count = u32(data);
  p.text = room(NULL, p.count * sizeof *p.text);
  p.lengths = room(NULL, p.count * sizeof *p.lengths);
  p.flags = room(NULL, p.count * sizeof *p.flags);
  p.ids = room(NULL, p.count * sizeof *p.ids);
  size_t at = 4;
  for (unsigned i = 0; i < p.count; i++) {
    if (at + 8 > size) die(path, "truncated");
    size_t length = u32(data + at), breaks = u32(data + at + 4) & 1, widest = length;
    at += 8;
    if (length == 0 || length > size - at) die(path, "truncated");
    p.ids[i] = i;
    if (breaks) {
      p.text[i] = expression(data + at, length, 1, &widest);
      p.lengths[i] = 0;
      p.flags[i] = HS_FLAG_SOM_LEFTMOST;
      p.expressions = 1;
    } else {
      p.text[i] = (const char *)data + at;
      p.lengths[i] = length;
      p.flags[i] = 0;
      if (data[at] == 0) p.expressions = 1; /* the literal compiler takes it for an empty string */
    }
    if (widest > p.longest) p.longest = widest;
    at += length;
  }
  if (at != size) die(path, "trailing bytes");
  return p;
}

/* Literals through the literal compiler; a set with breaks, or a NUL in front, as expressions. */
static hs_database_t *compile(struct patterns *p) {
  hs_database_t *db = NULL;
  hs_compile_error_t *error = NULL;
  hs_error_t code;
  if (!p->expressions) {
    code = hs_compile_lit_multi(p->text, p->flags, p->ids, p->lengths, p->count, HS_MODE_STREAM,
                                NULL, &db, &error);
  } else {
    for (unsigned i = 0; i < p->count; i++) {
      size_t widest;
      if (p->lengths[i])
        p->text[i] = expression((const uint8_t *)p->text[i], p->lengths[i], 0, &widest);
    }
    code = hs_compile_multi(p->text, p->flags, p->ids, p->count,
                            HS_MODE_STREAM | HS_MODE_SOM_HORIZON_LARGE, NULL, &db, &error);
  }
  if (code != HS_SUCCESS) die("compile", error ? error->message : "no message");
  return db;
}

/* ---- masking ----------------------------------------------------------- */

struct span {
  uint64_t start, end;
};

struct masking {
  const struct patterns *patterns;
  const uint8_t *corpus;
  const uint8_t *mask;
  size_t mask_length;
  struct span *spans;     /* found, not yet settled, sorted by start */
  size_t count, capacity;
  uint64_t released;      /* input bytes whose pieces are out */
  uint64_t matches, masks, bytes;
  int hashing;
  uint32_t hash_a, hash_b;
  struct { const uint8_t *p; size_t n; } pieces[1024]; /* the list a consumer would take */
  size_t piece_count;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context) {
  (void)flags;
  struct masking *m = context;
  uint64_t length = m->patterns->lengths[id];
  struct span s = {length ? to - length : from, to};
  m->matches++;
  if (m->count == m->capacity) {
    m->capacity = m->capacity ? m->capacity * 2 : 1024;
    m->spans = room(m->spans, m->capacity * sizeof *m->spans);
  }
  size_t i = m->count++;
  for (; i > 0 && m->spans[i - 1].start > s.start; i--) m->spans[i] = m->spans[i - 1];
  m->spans[i] = s;
  return 0;
}

static void piece(struct masking *m, const uint8_t *p, uint64_t n) {
  if (n == 0) return;
  if (m->piece_count == sizeof m->pieces / sizeof *m->pieces) m->piece_count = 0;
  m->pieces[m->piece_count].p = p;
  m->pieces[m->piece_count++].n = n;
  m->bytes += n;
  if (!m->hashing) return;
  uint32_t a = m->hash_a, b = m->hash_b;
  for (uint64_t i = 0; i < n; i++) {
    a = (a ^ p[i]) * 0x01000193u;
    b = (b ^ p[i]) * 0x5bd1e995u;
  }
  m->hash_a = a;
  m->hash_b = b;
}

static void mask_run(struct masking *m, uint64_t start, uint64_t end) {
  uint64_t line = start;
  for (uint64_t i = start; i <= end; i++) {
    int terminator = i < end && (m->corpus[i] == '\n' || m->corpus[i] == '\r');
    if (i < end && !terminator) continue;
    if (i > line) {
      piece(m, m->mask, m->mask_length);
      m->masks++;
    }
    if (terminator) piece(m, m->corpus + i, 1);
    line = i + 1;
  }
}

/* Releases everything that no match from `settled` on can touch any more. */
static void release(struct masking *m, uint64_t settled) {
  size_t i = 0;
  while (i < m->count) {
    struct span run = m->spans[i];
    size_t next = i + 1;
    while (next < m->count && m->spans[next].start < run.end) {
      if (m->spans[next].end > run.end) run.end = m->spans[next].end;
      next++;
    }
    if (run.end > settled) break;
    piece(m, m->corpus + m->released, run.start - m->released);
    mask_run(m, run.start, run.end);
    m->released = run.end;
    i = next;
  }
  if (i > 0) memmove(m->spans, m->spans + i, (m->count -= i) * sizeof *m->spans);
  uint64_t limit = m->count && m->spans[0].start < settled ? m->spans[0].start : settled;
  if (limit > m->released) {
    piece(m, m->corpus + m->released, limit - m->released);
    m->released = limit;
  }
}

static size_t chunk_end(const uint8_t *corpus, size_t size, size_t at, size_t chunk) {
  if (chunk) return chunk < size - at ? at + chunk : size;
  const uint8_t *newline = memchr(corpus + at, '\n', size - at);
  return newline ? (size_t)(newline - corpus) + 1 : size;
}

static void round_of(struct masking *m, hs_database_t *db, hs_scratch_t *scratch, size_t size,
                     size_t chunk) {
  hs_stream_t *stream = NULL;
  uint64_t hold = m->patterns->longest - 1;
  m->count = m->piece_count = 0;
  m->released = m->matches = m->masks = m->bytes = 0;
  m->hash_a = 0x811c9dc5u;
  m->hash_b = 0x9747b28cu;
  check(hs_open_stream(db, 0, &stream), "open");
  for (size_t at = 0; at < size;) {
    size_t end = chunk_end(m->corpus, size, at, chunk);
    check(hs_scan_stream(stream, (const char *)m->corpus + at, (unsigned)(end - at), 0, scratch,
                         on_match, m),
          "scan");
    release(m, end > hold ? end - hold : 0);
    at = end;
  }
  check(hs_close_stream(stream, scratch, on_match, m), "close");
  release(m, size);
}

int main(int argc, char **argv) {
  if (argc != 5) die("usage", "vectorscan PATTERNS CORPUS CHUNK MASK");
  check(hs_valid_platform(), "platform");
  struct patterns patterns = read_patterns(argv[1]);
  size_t size, chunk = strtoul(argv[3], NULL, 10);
  uint8_t *corpus = slurp(argv[2], &size);

  double start = now();
  hs_database_t *db = compile(&patterns);
  hs_scratch_t *scratch = NULL;
  check(hs_alloc_scratch(db, &scratch), "scratch");
  double build = now() - start;

  size_t db_size = 0, stream_size = 0, scratch_size = 0;
  check(hs_database_size(db, &db_size), "size");
  check(hs_stream_size(db, &stream_size), "stream size");
  check(hs_scratch_size(scratch, &scratch_size), "scratch size");
  char *info = NULL;
  check(hs_database_info(db, &info), "info");
  printf("info %s\n", info);
  free(info);
  printf("ready 0 %.6f %zu\n", build, db_size + stream_size + scratch_size);
  fflush(stdout);

  static struct masking m;
  m.patterns = &patterns;
  m.corpus = corpus;
  m.mask = (const uint8_t *)argv[4];
  m.mask_length = strlen(argv[4]);
  uint64_t checked = 0, masks = 0, bytes = 0;
  char line[64], verb[16];
  while (fgets(line, sizeof line, stdin)) {
    size_t length;
    if (sscanf(line, "%15s %zu", verb, &length) != 2 || length > size) die("command", line);
    m.hashing = strcmp(verb, "check") == 0;
    start = now();
    round_of(&m, db, scratch, length, chunk);
    double seconds = now() - start;
    if (m.hashing) {
      checked = length, masks = m.masks, bytes = m.bytes;
      printf("checked %llu %llu %08x%08x %llu\n", (unsigned long long)masks,
             (unsigned long long)bytes, m.hash_a, m.hash_b, (unsigned long long)m.matches);
    } else {
      if (length == checked && (m.masks != masks || m.bytes != bytes))
        die("timed round", "differs from the checked one");
      printf("timed %.6f\n", seconds);
    }
    fflush(stdout);
  }

  check(hs_free_scratch(scratch), "free scratch");
  check(hs_free_database(db), "free database");
  return 0;
}
