//go:build !unix

package bench

import "time"

var begun = time.Now()

// cpuTime is the time that has passed, where the system does not count better.
func cpuTime() time.Duration { return time.Since(begun) }
