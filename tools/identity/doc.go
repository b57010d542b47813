// Package identity holds the tools for people: who is connected, and who is who.
package identity
