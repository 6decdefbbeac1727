ip link set lo up
ip link add enp4s0 address 02:00:00:00:00:01 type veth peer name sw0 address 02:00:00:00:00:aa
ip link set enp4s0 mtu 9000 up; ip link set sw0 up
ip link property add dev enp4s0 altname enp0s20f0 altname uplink
ip link add br0 address 02:00:00:00:00:04 type bridge
ip link set sw0 master br0
ip link add link enp4s0 name vmbridge address 02:00:00:00:00:02 type macvlan mode bridge
ip link set vmbridge addrgenmode none; ip link set vmbridge up
ip link add link enp4s0 name tap7 address 02:00:00:00:00:03 group 7 type macvtap mode vepa
ip link add guest0 address 02:00:00:00:00:05 type veth peer name eth0 netns $OTHER
ip addr add 192.168.250.33/24 brd + dev vmbridge
ip addr add 10.0.0.1 peer 10.0.0.2/32 dev vmbridge
ip addr add fd99::5/64 dev vmbridge nodad
ip addr add fd99::6/64 dev vmbridge nodad valid_lft 1000 preferred_lft 500
ip route add default via 192.168.250.1 proto static metric 7
ip route add 10.9.0.0/16 nexthop via 192.168.250.2 nexthop via 192.168.250.3 weight 2
ip route add 10.8.0.0/16 via inet6 fd99::9 dev vmbridge
ip route add 10.7.0.0/16 via 172.16.0.1 dev vmbridge onlink src 192.168.250.33 tos 0x10
ip route add blackhole 10.66.0.0/16
ip nexthop add id 5 via 192.168.250.9 dev vmbridge; ip route add 10.6.0.0/16 nhid 5
ip -6 route add fd77::/64 table 1000 nexthop via fd99::2 nexthop via fd99::3
ip -6 route add default from fd99::/64 via fd99::1 dev vmbridge
ip rule add from 10.1.0.0/16 to 10.2.0.0/24 table 500 priority 99 protocol static
ip rule add oif vmbridge fwmark 5 table 10 priority 98
ip -6 rule add iif enp4s0 table 501 priority 97
