// The C library's headers come first: without them the kernel's define in6_addr and ifreq
// again and clash with the Glibc module. linux/if.h is left out for the same reason.
#include <netinet/in.h>
#include <net/if.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_addr.h>
#include <linux/fib_rules.h>
