// Package allocations holds the tools of the allocations toolset: allocations.
package allocations
