// The C library's headers come first: without them the kernel's define in6_addr and ifreq
// again and clash with the Glibc module. linux/if.h is left out for the same reason.
#include <netinet/in.h>
#include <net/if.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/fib_rules.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>

// In string.h since glibc 2.32, for _GNU_SOURCE only, which the importer does not define.
const char *strerrorname_np(int number);

// In sched.h for _GNU_SOURCE only: a network namespace for each live test.
int unshare(int flags);
int setns(int descriptor, int type);
