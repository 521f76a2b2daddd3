/* Starts the program of this package: replaces itself with the runtime beside it.
 *
 *   <root>/bin/redis-exporter     this file
 *   <root>/lib/launch.args        the runtime's arguments, one on a line
 *   <root>/lib/cache.list         the files that the start-up cache was made from: "size seconds path" on a line
 *   <root>/runtime/bin/redis-exporter
 *
 * In launch.args, {root} stands for the directory above, {heap} for the size of the heap, and a line {flags} for the
 * words of the variable JAVA_FLAGS. The line with the start-up cache is left out when a file of cache.list differs in
 * size or time: the runtime itself would use a stale cache.
 *
 * Linked statically, so that one file runs on every distribution and in an image without a C library of its own.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEGABYTE (1024ull * 1024)
/* The heap without a memory limit, and its share of a limit: a limit of 96 MB has the same heap. */
#define HEAP_MEGABYTES 54
#define HEAP_PERCENT 56
/* Larger values are the kernel's way to write "no limit". */
#define NO_LIMIT (1ull << 50)

static char root[PATH_MAX];
static char **arguments;
static size_t count;

static void fail(const char *what, const char *path) {
  fprintf(stderr, "redis-exporter: %s %s: %s\n", what, path, strerror(errno));
  exit(1);
}

static void add(char *argument) {
  arguments = realloc(arguments, (count + 2) * sizeof *arguments);
  if (arguments == NULL || argument == NULL) fail("no memory for", "the arguments");
  arguments[count++] = argument;
  arguments[count] = NULL;
}

/* Returns "<root><suffix>" in memory of its own. */
static char *below_root(const char *suffix) {
  char *path;
  if (asprintf(&path, "%s%s", root, suffix) < 0) fail("no memory for", suffix);
  return path;
}

/* Sets root to the directory above the directory of this file, with symbolic links resolved. The launcher of the image
 * is compiled with the directory. */
static void find_root(void) {
#ifdef ROOT
  strcpy(root, ROOT);
#else
  ssize_t length = readlink("/proc/self/exe", root, sizeof root - 1);
  if (length < 0) fail("cannot read", "/proc/self/exe");
  root[length] = 0;
  for (int i = 0; i < 2; i++) {
    char *slash = strrchr(root, '/');
    if (slash != NULL) *slash = 0;
  }
#endif
}

/* Returns the number in a file of a control group, or NO_LIMIT when there is none. */
static unsigned long long number_in(const char *path) {
  unsigned long long number = NO_LIMIT;
  FILE *file = fopen(path, "re");
  if (file == NULL) return NO_LIMIT;
  if (fscanf(file, "%llu", &number) != 1 || number == 0) number = NO_LIMIT;
  fclose(file);
  return number;
}

/* Returns the smallest limit of a control group and the groups above it. */
static unsigned long long limit_of_group(const char *mount, char *group, const char *name) {
  unsigned long long least = NO_LIMIT;
  char path[PATH_MAX];
  for (;;) {
    if (snprintf(path, sizeof path, "%s%s/%s", mount, group, name) < (int)sizeof path) {
      unsigned long long limit = number_in(path);
      if (limit < least) least = limit;
    }
    char *slash = strrchr(group, '/');
    if (slash == NULL) return least;
    *slash = 0;
  }
}

/* Returns the memory limit of this process in bytes, NO_LIMIT when there is none. Reads both versions of control
 * groups: "0::/path" is version 2, "9:memory:/path" is version 1. */
static unsigned long long memory_limit(void) {
  unsigned long long least = NO_LIMIT;
  char line[PATH_MAX];
  FILE *file = fopen("/proc/self/cgroup", "re");
  if (file == NULL) return NO_LIMIT;
  while (fgets(line, sizeof line, file) != NULL) {
    unsigned long long limit = NO_LIMIT;
    line[strcspn(line, "\n")] = 0;
    char *controllers = strchr(line, ':');
    char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
    if (group == NULL) continue;
    *group++ = 0;
    if (strcmp(group, "/") == 0) *group = 0;
    if (strcmp(controllers + 1, "") == 0)
      limit = limit_of_group("/sys/fs/cgroup", group, "memory.max");
    else if (strcmp(controllers + 1, "memory") == 0)
      limit = limit_of_group("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    if (limit < least) least = limit;
  }
  fclose(file);
  return least;
}

/* Returns the largest size of the heap in megabytes. */
static unsigned long long heap_megabytes(void) {
  unsigned long long limit = memory_limit();
  if (limit >= NO_LIMIT) return HEAP_MEGABYTES;
  unsigned long long megabytes = (limit / 100 * HEAP_PERCENT + MEGABYTE / 2) / MEGABYTE;
  return megabytes < 8 ? 8 : megabytes;
}

/* Whether all files that the start-up cache was made from are unchanged. */
static int cache_is_valid(void) {
  char *list = below_root("/lib/cache.list");
  char line[PATH_MAX], name[PATH_MAX];
  long long size, seconds;
  int valid = 0;
  FILE *file = fopen(list, "re");
  free(list);
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL) {
    struct stat found;
    valid = 0;
    if (sscanf(line, "%lld %lld %4095[^\n]", &size, &seconds, name) != 3) break;
    char *path = below_root(name);
    valid = stat(path, &found) == 0 && found.st_size == size && found.st_mtime == seconds;
    free(path);
    if (!valid) break;
  }
  fclose(file);
  return valid;
}

/* Returns a copy of the text with one placeholder replaced. */
static char *replace(const char *text, const char *placeholder, const char *value) {
  char *copy;
  const char *at = strstr(text, placeholder);
  if (at == NULL) return strdup(text);
  if (asprintf(&copy, "%.*s%s%s", (int)(at - text), text, value, at + strlen(placeholder)) < 0)
    return NULL;
  return copy;
}

static void add_words(const char *variable) {
  const char *words = getenv(variable);
  char *copy = words == NULL ? NULL : strdup(words), *rest = copy, *word;
  while (copy != NULL && (word = strsep(&rest, " \t\n")) != NULL)
    if (*word != 0) add(word);
}

/* Adds the arguments of launch.args. */
static void read_arguments(void) {
  char *path = below_root("/lib/launch.args");
  char heap[32], line[PATH_MAX];
  snprintf(heap, sizeof heap, "%llum", heap_megabytes());
  FILE *file = fopen(path, "re");
  if (file == NULL) fail("cannot read", path);
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    if (*line == 0 || *line == '#') continue;
    if (strncmp(line, "-XX:AOTCache=", 13) == 0 && !cache_is_valid()) continue;
    if (strcmp(line, "{flags}") == 0)
      add_words("JAVA_FLAGS");
    else
      add(replace(replace(line, "{heap}", heap), "{root}", root));
  }
  fclose(file);
  free(path);
}

int main(int argc, char **argv) {
  find_root();
  add(argv[0]);
  read_arguments();
  for (int i = 1; i < argc; i++) add(argv[i]);
  /* Variables that are meant for other programs on the same machine. */
  unsetenv("JAVA_TOOL_OPTIONS");
  unsetenv("JDK_JAVA_OPTIONS");
  unsetenv("_JAVA_OPTIONS");
  char *program = below_root("/runtime/bin/redis-exporter");
  execv(program, arguments);
  fail("cannot start", program);
}
