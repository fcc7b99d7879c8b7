"""Many stories, once each: what is new or changed is narrated, published and listed in feeds."""
