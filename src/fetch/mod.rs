//! The network: schedule, politeness, address guard. The only place that opens sockets outward.
