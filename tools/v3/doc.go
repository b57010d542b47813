// Package v3 holds the tools of the v3 toolset: the older API.
package v3
