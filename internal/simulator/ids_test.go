package simulator

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIDsHaveConcursFormats(t *testing.T) {
	t.Parallel()
	ids := newIDSource(11)
	for range 200 {
		assert.Regexp(t, `^[0-9A-F]{20}$`, ids.hex20())
		assert.Regexp(t, `^[0-9A-F]{32}$`, ids.hex32())
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, ids.uuid())
		assert.Regexp(t, `^[A-Z2-9]{6}$`, ids.number())
		for _, prefix := range []string{"gWr", "gWidFO7ik", "gWmudeHM8AuF"} {
			id := ids.protected(prefix)
			assert.Regexp(t, `^`+prefix+`([0-9A-Za-z]+\$[sp])+[0-9A-Za-z]+$`, id)
			assert.GreaterOrEqual(t, len(id), 28)
			assert.LessOrEqual(t, len(id), 36)
		}
	}
}

func TestIDsRepeatFromASeed(t *testing.T) {
	t.Parallel()
	one, same, other := newIDSource(5), newIDSource(5), newIDSource(6)
	first := one.uuid() + one.protected("g") + one.hex20()
	assert.Equal(t, first, same.uuid()+same.protected("g")+same.hex20())
	assert.NotEqual(t, first, other.uuid()+other.protected("g")+other.hex20())
}
