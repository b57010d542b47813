// Package payments holds the tools of the payments toolset: payment batches.
package payments
