// Package cards holds the tools of the cards toolset: card transactions.
package cards
