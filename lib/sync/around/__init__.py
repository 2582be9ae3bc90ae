"""What other walls make of ours: reposts, and their own posts with a hashtag of ours."""
