// Package lists holds the tools of the lists toolset: lists and list items.
package lists
