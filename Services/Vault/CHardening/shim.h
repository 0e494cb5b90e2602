// prctl takes variable arguments, which Swift does not import.
#include <sys/prctl.h>
#include <sys/resource.h>

/// No core file, no ptrace, no /proc/PID/mem for other processes of the same user. 0 when both were granted.
static inline int vault_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    int limit = setrlimit(RLIMIT_CORE, &none);
    int dumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return limit == 0 && dumpable == 0 ? 0 : -1;
}
