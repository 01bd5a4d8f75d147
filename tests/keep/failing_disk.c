/* A disk that fails: the n-th call that writes to a folder, once or from then on, answers with an error.
 *
 * Loaded before the C library (LD_PRELOAD). `disk_fails` says which call; `disk_calls` how many there have been since.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static int calls, first, error, for_good;

void disk_fails(const char *where, int nth, int with, int always) {
    strncpy(folder, where, sizeof folder - 1);
    calls = 0;
    first = nth;
    error = with;
    for_good = always;
}

int disk_calls(void) { return calls; }

static int fails(const char *path) {
    if (!folder[0] || strncmp(path, folder, strlen(folder))) return 0;
    calls++;
    if (!first || calls < first || (calls > first && !for_good)) return 0;
    errno = error;
    return 1;
}

static int file_fails(int file) {
    char link[64], path[4096];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPENS(name, parameters, arguments, path)                              \
    int name parameters {                                                     \
        mode_t mode = 0;                                                      \
        if (flags & (O_CREAT | O_TMPFILE)) {                                  \
            va_list more;                                                     \
            va_start(more, flags);                                            \
            mode = va_arg(more, mode_t);                                      \
            va_end(more);                                                     \
        }                                                                     \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && fails(path)) return -1; \
        return REAL(name) arguments;                                          \
    }
#define WRITES(result, name, parameters, arguments, failing) \
    result name parameters {                                 \
        if (failing) return -1;                              \
        return REAL(name) arguments;                         \
    }

OPENS(open, (const char *path, int flags, ...), (path, flags, mode), path)
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode), path)
OPENS(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
OPENS(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
WRITES(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), file_fails(file))
WRITES(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at), file_fails(file))
WRITES(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at), file_fails(file))
WRITES(int, fsync, (int file), (file), file_fails(file))
WRITES(int, fdatasync, (int file), (file), file_fails(file))
WRITES(int, ftruncate, (int file, off_t size), (file, size), file_fails(file))
WRITES(int, ftruncate64, (int file, off64_t size), (file, size), file_fails(file))
WRITES(int, fchmod, (int file, mode_t mode), (file, mode), file_fails(file))
WRITES(int, chmod, (const char *path, mode_t mode), (path, mode), fails(path))
WRITES(int, mkdir, (const char *path, mode_t mode), (path, mode), fails(path))
WRITES(int, unlink, (const char *path), (path), fails(path))
WRITES(int, rename, (const char *from, const char *to), (from, to), fails(from))

int posix_fallocate(int file, off_t at, off_t size) {
    if (file_fails(file)) return error;
    return REAL(posix_fallocate)(file, at, size);
}
